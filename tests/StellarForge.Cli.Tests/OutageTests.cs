using System.Globalization;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

/// <summary>
/// Generator and writer as processes of their own, while the broker or the database is away, or one of the writers is stopped. By hand for a minute each:
/// <c>STELLARFORGE_OUTAGE=60</c>.
/// </summary>
public sealed class OutageTests(PostgreSqlServer postgres) : IDisposable
{
    private const string Tables = "orders,order_lines,payments";
    private const string Faults = "--late 0.05 --disorder 0.1 --duplicates 0.02 --bad 0.01";

    private static readonly double Seconds =
        double.Parse(Environment.GetEnvironmentVariable("STELLARFORGE_OUTAGE") ?? "2", CultureInfo.InvariantCulture);

    // So many that the stream outlasts what is away.
    private static readonly string Selection = string.Create(CultureInfo.InvariantCulture, $"--tables {Tables} --rows orders={3000 + (Seconds * 500):0}");

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task While_Redis_and_PostgreSQL_are_away_events_are_spooled_and_wait_and_all_arrives_once()
    {
        await using var redis = new RedisServer();
        await redis.InitializeAsync();
        redis.Require();
        await using var server = new PostgreSqlServer { Durable = true };
        await server.InitializeAsync();
        await using var database = await server.CreateDatabaseAsync();
        var write = $"write --from {redis.Uri} --target {database.Uri}";
        using var generator = Lines.Start(_cli, $"stream --to {redis.Uri} {Selection} {Faults} --rate 1000 --spool {_cli.PathOf("spool")}");
        await generator.UntilAsync(progress => Number(progress, "messages") > 500);
        using var writer = Lines.Start(_cli, write);
        await writer.UntilAsync(progress => Events(progress) > 0);

        await redis.KillAsync();
        var spooled = await generator.UntilAsync(progress => Number(progress, "spooledEvents") > Seconds * 500);
        spooled.GetProperty("waiting").GetString().ShouldBe("broker");
        await redis.RestartAsync();
        var acknowledged = Number(spooled, "messages");
        await generator.UntilAsync(progress => Number(progress, "messages") > acknowledged);

        await server.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(Seconds));
        await server.RestartAsync();

        await generator.FinishAsync();
        writer.Signal("TERM");
        await writer.FinishAsync();
        await ShouldBeExactAsync(database, redis.Uri, write);
        Directory.EnumerateFileSystemEntries(_cli.PathOf("spool")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_writer_that_is_stopped_past_its_time_out_and_goes_on_doubles_and_loses_nothing()
    {
        await using var redis = new RedisServer();
        await redis.InitializeAsync();
        redis.Require();
        await using var database = await postgres.CreateDatabaseAsync();
        var uri = $"{redis.Uri}?session_timeout=1";
        await _cli.OutputOfAsync($"stream --to {uri} {Selection} {Faults}");
        var write = $"write --from {uri} --target {database.Uri} --batch-rows 50";
        using var first = Lines.Start(_cli, write);
        await first.UntilAsync(progress => Events(progress) > 0);
        using var second = Lines.Start(_cli, write);
        await second.UntilAsync(progress => Partitions(progress) > 0);

        first.Signal("STOP");
        await second.UntilAsync(progress => Partitions(progress) == 24 && Pipeline(progress, "lag") == 0);
        first.Signal("CONT");
        await first.UntilAsync(progress => Partitions(progress) == 12);

        first.Signal("TERM");
        second.Signal("TERM");
        await first.FinishAsync();
        await second.FinishAsync();
        await ShouldBeExactAsync(database, uri, write);
    }

    private async Task ShouldBeExactAsync(PostgreSqlDatabase database, string broker, string write)
    {
        await _cli.OutputOfAsync($"{write} --until-idle 1s");
        await _cli.OutputOfAsync($"verify --target {database.Uri} {Selection}");
        await _cli.OutputOfAsync($"verify --target {database.Uri} --stream stream --from {broker} --complete");
        foreach (var line in (await _cli.OutputOfAsync($"stream {Selection} {Faults} --dry-run --json")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var table = JsonDocument.Parse(line).RootElement;
            var name = table.GetProperty("table").GetString();
            (await database.PsqlAsync($"SELECT count(*) FROM {name}")).ShouldBe($"{Number(table, "events")}");
            (await database.PsqlAsync($"SELECT count(*) FROM stellarforge.dead_letters WHERE table_name = '{name}'"))
                .ShouldBe($"{Number(table, "duplicates") + Number(table, "bad")}");
        }
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static long Events(JsonElement element) => Pipeline(element, "events") ?? 0;

    private static long Partitions(JsonElement element) => Pipeline(element, "partitions") ?? 0;

    // Nothing before the pipeline has begun.
    private static long? Pipeline(JsonElement element, string name) =>
        element.GetProperty("pipelines").EnumerateArray().Select(pipeline => pipeline.GetProperty(name))
            .Where(value => value.ValueKind == JsonValueKind.Number).Select(value => (long?)value.GetInt64()).FirstOrDefault();
}
