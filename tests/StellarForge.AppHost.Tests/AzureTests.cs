using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using StellarForge.AppHost.Azure;
using StellarForge.AppHost.Tests.Support;
using StellarForge.Engine.Streams;
using YamlDotNet.Serialization;

namespace StellarForge.AppHost.Tests;

public sealed partial class AzureTests : IDisposable
{
    private static readonly string[] Services = ["generator", "writer", "api"];

    private readonly string _folder = Directory.CreateTempSubdirectory("stellarforge-azure-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("azure")]
    [InlineData("azure-managed", "--managed", "all")]
    public async Task Bicep_is_as_approved(string approved, params string[] args)
    {
        await PublishAsync(args);

        var templates = Templates().Select(File.ReadAllText).ToList();
        var published = Directory.GetFiles(_folder, "*.bicep", SearchOption.AllDirectories);
        published.ShouldContain(path => Path.GetFileName(path) == "main.bicep");
        foreach (var path in published)
        {
            // Templates of ours are published as they are.
            if (!templates.Contains(File.ReadAllText(path)))
                Read(path).ShouldMatchFile($"Approved/{approved}/{Path.GetFileName(path)}");
        }
    }

    [Theory]
    [InlineData("kafka:9092")]
    [InlineData("eventhubs_outputs_server", "--managed", "kafka")]
    public async Task The_writer_is_scaled_by_the_lag_of_the_groups_that_its_pipelines_read_as(string servers, params string[] args)
    {
        await PublishAsync(args);

        var writer = Read("writer/writer.bicep");
        var scaledBy = ConsumerGroup().Matches(writer).Select(match => match.Groups[1].Value).ToList();
        scaledBy.ShouldBe(Environment(writer).Where(pair => pair.Key.EndsWith("__Group", StringComparison.Ordinal)).Select(pair => pair.Value));
        scaledBy.Count.ShouldBe(3);
        writer.Split($"bootstrapServers: {(args.Length == 0 ? $"'{servers}'" : servers)}\n").Length.ShouldBe(4);
        Secrets(writer).IsSupersetOf(RuleSecret().Matches(writer).Select(match => match.Groups[1].Value)).ShouldBeTrue();
        RuleSecret().Count(writer).ShouldBe(args.Length == 0 ? 0 : 6);
        Read("generator/generator.bicep").ShouldContain("type: 'cpu'");
    }

    [Theory]
    [InlineData("--broker", "redis")]
    [InlineData("--ConnectionStrings:kafka", "kafka.example.com:9092")]
    public async Task Where_KEDA_can_not_see_the_lag_the_writer_is_scaled_by_CPU(params string[] args)
    {
        await PublishAsync(args);

        Read("writer/writer.bicep").ShouldContain("type: 'cpu'");
        Read("writer/writer.bicep").ShouldNotContain("type: 'kafka'");
    }

    [Theory]
    [InlineData]
    [InlineData("--managed", "all")]
    public async Task Secrets_are_secrets_and_the_API_alone_is_reached_from_outside(params string[] args)
    {
        await PublishAsync(args);

        foreach (var service in Services)
        {
            var app = Read($"{service}/{service}.bicep");
            var secrets = Secrets(app);
            foreach (var name in (string[])["StellarForge__Access__Key", "StellarForge__Access__Users__operator__PasswordHash",
                .. Profile.All[0].Targets.Select(target => $"ConnectionStrings__{target}")])
            {
                Environment(app).ShouldNotContainKey(name);
                secrets.ShouldContain(name.Replace("_", "-", StringComparison.Ordinal).ToLowerInvariant());
            }

            app.Contains("external: true", StringComparison.Ordinal).ShouldBe(service == "api");
        }

        // One who keeps data is one.
        foreach (var server in (string[])["kafka", "postgres", "mysql", "sqlserver"])
        {
            if (args.Length == 0)
                Read($"{server}/{server}.bicep").ShouldContain("maxReplicas: 1\n");
        }
    }

    // A dependency may take 5 s to answer /readyz, and a service in mid-fill is slow: neither is a reason to take it away.
    [Fact]
    public async Task Probes_wait_for_an_answer_that_is_slow()
    {
        await PublishAsync();

        foreach (var service in Services)
        {
            var probes = Probe().Matches(Read($"{service}/{service}.bicep")).ToDictionary(
                match => match.Groups["path"].Value,
                match => (Failures: int.Parse(match.Groups["failures"].Value), Seconds: int.Parse(match.Groups["seconds"].Value)));
            probes.Keys.ShouldBe(["/healthz", "/readyz"], ignoreOrder: true);
            probes["/readyz"].Seconds.ShouldBeGreaterThan(5);
            probes["/healthz"].ShouldSatisfyAllConditions(probe => probe.Failures.ShouldBe(6), probe => probe.Seconds.ShouldBe(10));
        }
    }

    // Services meet these servers at public addresses. SQL Server's option has it by default.
    [Theory]
    [InlineData("postgres", "?sslmode=verify-full")]
    [InlineData("mysql", "?ssl-mode=verify-full")]
    [InlineData("sqlserver", "")]
    public void Certificates_of_managed_databases_are_checked(string template, string options)
    {
        var text = File.ReadAllText(Templates().Single(path => Path.GetFileNameWithoutExtension(path) == template));

        AddressOptions().Match(text).Groups[1].Value.ShouldBe(options);
    }

    // They are made before the services come, under the names that those will ask for.
    [Fact]
    public void Topics_beside_those_of_events_have_the_names_that_the_engine_gives_them() => TopologySettings.Logs.ShouldBe(
        [ControlLog.TopicOf(TopologySettings.Stream), .. TopologySettings.Topics.Select(new PipelineOptions().DeadLetterTopic)]);

    // An output of another module is a dependency on it.
    [Theory]
    [InlineData("writer", true)]
    [InlineData("generator", false)]
    [InlineData("api", false)]
    public async Task Where_the_broker_is_is_asked_for_by_the_one_that_is_scaled_by_it(string service, bool asks)
    {
        await PublishAsync("--managed", "kafka");

        Read($"{service}/{service}.bicep").Contains("eventhubs_outputs_server", StringComparison.Ordinal).ShouldBe(asks);
    }

    // Standard Event Hubs has ten topics a namespace.
    [Fact]
    public async Task Managed_servers_put_the_addresses_of_their_connections_into_the_vault()
    {
        await PublishAsync("--managed", "all");

        var main = Read("main.bicep");
        foreach (var name in ManagedServers.Names)
            main.ShouldContain($"connection: '{name}'");
        var topics = TopicsOf().Matches(main).SelectMany(match => match.Groups[1].Value.Split(',')).ToList();
        topics.Count.ShouldBeLessThanOrEqualTo(10);
        topics.ShouldBe(["orders", "order_lines", "payments", "customer_interactions", "shop.control",
            "orders.dlq", "order_lines.dlq", "payments.dlq", "customer_interactions.dlq"]);
        foreach (var template in Templates())
            File.ReadAllText(template).ShouldContain("name: connection");
    }

    [Theory]
    [InlineData("There is no deployment 'heroku'; there are compose, azure.", "--deploy", "heroku")]
    [InlineData("There is no managed 'redis' for 'azure' with this profile; there are kafka, mysqldb, postgresdb, sqlserverdb, or all.",
        "--deploy", "azure", "--managed", "redis")]
    [InlineData("There is no managed 'mysqldb' for 'azure' with this profile; there are kafka, postgresdb, or all.",
        "--deploy", "azure", "--profile", "light", "--managed", "mysqldb")]
    [InlineData("There is no managed 'all' for 'compose' with this profile; there are none.", "--managed", "all")]
    [InlineData("The services of 'azure' share no files, and the connection 'embedded' is one. Take another profile or broker.",
        "--deploy", "azure", "--profile", "embedded")]
    public void A_wrong_deployment_is_one_sentence(string message, params string[] args) =>
        Should.Throw<AppModelException>(() => Composed.Of([.. args, "--operation", "publish", "--step", "publish"])).Message.ShouldBe(message);

    [Fact]
    public void Azd_is_told_where_the_AppHost_is()
    {
        var root = Root();
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(root, "azure.yaml")));
        var service = (Dictionary<object, object>)((Dictionary<object, object>)file["services"])["app"];

        service["host"].ShouldBe("containerapp");
        File.Exists(Path.Combine(root, $"{service["project"]}")).ShouldBeTrue();
    }

    private Task PublishAsync(params string[] args) => Composed.PublishAsync("publish", _folder, ["--deploy", "azure", .. args]);

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Templates() =>
        Directory.EnumerateFiles(Path.Combine(Root(), "StellarForge.AppHost", "Azure"), "*.bicep");

    private static string Root([CallerFilePath] string source = "") => Path.GetFullPath("../..", Path.GetDirectoryName(source)!);

    // Variables whose value stands in the file.
    private static Dictionary<string, string> Environment(string app) =>
        Variable().Matches(app).DistinctBy(match => match.Groups[1].Value).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    private static HashSet<string> Secrets(string app)
    {
        var begin = app.IndexOf("secrets: [", StringComparison.Ordinal);
        return [.. Name().Matches(app[begin..app.IndexOf("activeRevisionsMode", StringComparison.Ordinal)]).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"consumerGroup: '([^']+)'")]
    private static partial Regex ConsumerGroup();

    [GeneratedRegex(@"secretRef: '([^']+)'\n\s+triggerParameter")]
    private static partial Regex RuleSecret();

    [GeneratedRegex(@"name: '([^']+)'\n\s+value: '([^']*)'")]
    private static partial Regex Variable();

    [GeneratedRegex(@"name: '([^']+)'")]
    private static partial Regex Name();

    [GeneratedRegex(@"failureThreshold: (?<failures>\d+)\n\s+httpGet: \{\n\s+path: '(?<path>[^']+)'[^}]+\}\n\s+timeoutSeconds: (?<seconds>\d+)")]
    private static partial Regex Probe();

    [GeneratedRegex(@"value: '\w+://[^']+/\$\{database\}([^']*)'")]
    private static partial Regex AddressOptions();

    [GeneratedRegex(@"(?:topics|logs): '([^']+)'")]
    private static partial Regex TopicsOf();
}
