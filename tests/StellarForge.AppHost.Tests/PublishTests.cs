using System.Text.RegularExpressions;
using StellarForge.AppHost.Tests.Support;
using YamlDotNet.Serialization;

namespace StellarForge.AppHost.Tests;

// A publication is a host of its own; one at a time.
public sealed partial class PublishTests : IDisposable
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
    [InlineData("light", "--broker", "redis")]
    [InlineData("light", "--broker", "rabbitmq")]
    [InlineData("light", "--ConnectionStrings:postgresdb", "Host=db.example.com;Password=" + Composed.Secret)]
    public async Task In_Compose_every_image_has_a_tag_every_service_a_check_and_no_variable_may_be_missing(string profile, params string[] args)
    {
        await Composed.PublishAsync("publish", _folder, ["--profile", profile, .. args]);
        var text = Read("docker-compose.yaml");
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, Dictionary<string, object>>>>(text);

        foreach (var (name, service) in file["services"])
        {
            $"{service["image"]}".Split('/')[^1].ShouldContain(':', customMessage: name);
            if (name != "compose-dashboard")
                service.ShouldContainKey("healthcheck", name);
            service["stop_grace_period"].ShouldBe("30s", name);
        }

        Variable().Matches(text).ShouldAllBe(match => match.Groups[2].Value == ":?" || match.Groups[1].Value.EndsWith("_IMAGE", StringComparison.Ordinal));
        file["services"]["api"]["ports"].ShouldBe(new List<object> { "8080:8080" });
    }

    [Fact]
    public async Task In_Compose_an_existing_server_is_a_variable()
    {
        await Composed.PublishAsync("publish", _folder, "--profile", "light", "--ConnectionStrings:postgresdb", "Host=db.example.com");

        var text = Read("docker-compose.yaml");
        text.Split("ConnectionStrings__postgresdb: \"${POSTGRESDB:?is not set in .env}\"\n").Length.ShouldBe(4);
        text.ShouldNotContain("db.example.com");
        text.ShouldNotContain("  postgres:\n");
        Read(".env").ShouldContain("POSTGRESDB=");
    }

    [GeneratedRegex(@"\$\{(\w+)([^}\w]*)")]
    private static partial Regex Variable();

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file)).ReplaceLineEndings("\n");
}
