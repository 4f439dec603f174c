using StellarForge.AppHost.Tests.Support;
using YamlDotNet.Serialization;

namespace StellarForge.AppHost.Tests;

// A publication is a host of its own; one at a time.
public sealed class PublishTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stellarforge-publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The one of the full profile is for people who have no Aspire.
    [Theory]
    [InlineData("full", "../../deploy/compose")]
    [InlineData("light", "Approved/light")]
    [InlineData("embedded", "Approved/embedded")]
    public async Task Compose_is_as_approved(string profile, string approved)
    {
        await Composed.PublishAsync("publish", _folder, "--profile", profile);

        Read("docker-compose.yaml").ShouldMatchFile($"{approved}/docker-compose.yaml");
        Read(".env").ShouldMatchFile($"{approved}/.env");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("light")]
    [InlineData("embedded")]
    public async Task The_manifest_is_as_approved(string profile)
    {
        await Composed.PublishAsync("publish-manifest", Path.Combine(_folder, "manifest.json"), "--profile", profile);

        // Paths of projects are relative to where the manifest is written.
        var text = string.Join('\n', Read("manifest.json").Split('\n').Where(line => !line.Contains("\"path\":", StringComparison.Ordinal)
            && !line.Contains("\"source\":", StringComparison.Ordinal)));
        text.ShouldMatchFile($"Approved/{profile}/manifest.json");
    }

    // Read by another parser than the one that wrote it.
    [Theory]
    [InlineData("full")]
    [InlineData("light")]
    [InlineData("embedded")]
    public async Task In_Compose_every_image_has_a_tag_every_secret_is_a_variable_and_servers_have_health_checks(string profile)
    {
        await Composed.PublishAsync("publish", _folder, "--profile", profile);
        var file = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, Dictionary<string, Dictionary<string, object>>>>(Read("docker-compose.yaml"));

        foreach (var (name, service) in file["services"])
        {
            $"{service["image"]}".Split('/')[^1].ShouldContain(':', customMessage: name);
            if (name != "compose-dashboard")
                service.ShouldContainKey("healthcheck", name);
            var environment = service.GetValueOrDefault("environment") as Dictionary<object, object> ?? [];
            foreach (var (key, value) in environment.Where(pair => $"{pair.Key}".EndsWith("PASSWORD", StringComparison.Ordinal)))
                $"{value}".ShouldMatch(@"^\$\{\w+:\?.*\}$", $"{name} {key}");
        }

        file["services"]["api"]["ports"].ShouldBe(new List<object> { "8080:8080" });
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file)).ReplaceLineEndings("\n");
}
