using System.Globalization;
using System.Text.RegularExpressions;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Services.Tests;

/// <summary>Generator and writer as processes that are killed, or whose configuration changes, amid a stream into PostgreSQL.</summary>
public sealed class ServiceKillTests(PostgreSqlServer postgres)
{
    private const string Model = """
        "Model": { "Rows": { "orders": 500, "users": 200, "products": 100, "customer_interactions": 500 } }
        """;

    private static readonly string[] Tables = ["orders", "order_lines", "customer_interactions"];

    [Fact]
    public async Task Services_over_Kafka_that_are_killed_amid_a_stream_lose_and_double_nothing()
    {
        await using var kafka = new KafkaMock();
        await kafka.InitializeAsync();
        foreach (var topic in Tables)
            await kafka.CreateTopicAsync(topic, 2);
        await kafka.CreateTopicAsync("shop.control", 1);
        await using var database = await postgres.CreateDatabaseAsync();
        using var folder = new TestFolder("");
        Configure(folder, "\"Rate\": 1000, \"Partitions\": 2");
        var environment = EnvironmentOf(kafka.Uri, database);

        await using var writer = await ServiceProcess.StartAsync("StellarForge.WriterService", environment, folder.Path);
        await using var generator = await ServiceProcess.StartAsync("StellarForge.GeneratorService", environment, folder.Path);
        await writer.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline.Tables.Sum(table => table.Written) > 1_000);
        await generator.KillAsync();
        await using var generatorAgain = await ServiceProcess.StartAsync("StellarForge.GeneratorService", environment, folder.Path);
        await generatorAgain.UntilAsync<StreamStatus>("/api/streams", stream => stream.Events > 500);
        await writer.KillAsync();
        await using var writerAgain = await ServiceProcess.StartAsync("StellarForge.WriterService", environment, folder.Path);
        await writerAgain.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline.Tables.Sum(table => table.Written) > 1_000);
        (await generatorAgain.TerminateAsync()).ShouldBe(0);

        await VerifyAsync(writerAgain, kafka.Uri, database, folder);
    }

    [Fact]
    public async Task A_file_that_is_edited_while_10_000_events_a_second_flow_is_followed_or_refused_and_nothing_is_lost_or_doubled()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var folder = new TestFolder("");
        Configure(folder, "\"Rate\": 10000");
        var log = $"embedded:{folder.Path}/log";
        var environment = EnvironmentOf(log, database);

        await using var generator = await ServiceProcess.StartAsync("StellarForge.GeneratorService", environment, folder.Path);
        await using var writer = await ServiceProcess.StartAsync("StellarForge.WriterService", environment, folder.Path);
        await writer.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline.Tables.Sum(table => table.Written) > 10_000);
        Configure(folder, "\"Rate\": -5");
        await generator.UntilLoggedAsync("is refused, and the one of before stays: StellarForge:Streams:shop:Rate is");
        await generator.UntilAsync<StreamStatus>(
            "/api/streams", stream => stream is { State: HostState.Running, Rate: > 9_999 and < 10_001, Faults.Duplicates: 0 });
        Configure(folder, "\"Rate\": 5000, \"Pattern\": \"weekly\", \"Faults\": { \"Duplicates\": 0.1, \"Bad\": 0.05 }");
        await generator.UntilAsync<StreamStatus>("/api/streams", stream => stream is
        {
            State: HostState.Running, Rate: > 4_999 and < 5_001, Pattern: "weekly", Faults: { Duplicates: 0.1, Bad: 0.05 },
        });
        await generator.UntilAsync<StreamStatus>("/api/streams", stream => stream.Tables.Sum(table => table.Bad) > 50);
        (await generator.TerminateAsync()).ShouldBe(0);

        await VerifyAsync(writer, log, database, folder);
        (await database.PsqlAsync("SELECT count(*) > 50 FROM stellarforge.dead_letters")).ShouldBe("t");
    }

    private static void Configure(TestFolder folder, string stream) => File.WriteAllText(Path.Combine(folder.Path, "appsettings.json"), $$"""
        {
          "StellarForge": {
            {{Model}},
            "Streams": { "shop": {
              "Broker": "log", "Fill": "db", "Tables": { "orders": null, "order_lines": null, "customer_interactions": null }, {{stream}} } },
            "Pipelines": { "shop": { "Stream": "shop", "Target": "db" } }
          }
        }
        """);

    private static Dictionary<string, string> EnvironmentOf(string log, PostgreSqlDatabase database) => new()
    {
        ["ConnectionStrings__log"] = log,
        ["ConnectionStrings__db"] = database.ConnectionString,
        ["Logging__Console__FormatterName"] = "simple",
    };

    // Each event that was sent is a row: says the stream's own proof, and PostgreSQL's count of rows is the one that was proved.
    private static async Task VerifyAsync(ServiceProcess writer, string log, PostgreSqlDatabase database, TestFolder folder)
    {
        await writer.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline is { State: HostState.Running, Lag: 0, Partitions: > 0 });
        (await writer.TerminateAsync()).ShouldBe(0);
        var verified = await ServiceProcess.RunAsync(
            "StellarForge.Cli", folder.Path, "verify", "--target", database.Uri, "--stream", "shop", "--from", log, "--complete", "--name", "shop");
        verified.ShouldContain("It has read all that was sent so far.");
        foreach (var table in Tables)
        {
            var rows = long.Parse(RowsPattern(table).Match(verified).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            rows.ShouldBeGreaterThan(500, verified);
            (await database.PsqlAsync($"SELECT count(*) FROM {table}")).ShouldBe($"{rows}");
        }
    }

    private static Regex RowsPattern(string table) => new($@"^{table}\s+([\d,]+)\s", RegexOptions.Multiline);
}
