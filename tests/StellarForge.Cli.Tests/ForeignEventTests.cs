using System.Globalization;
using System.Text;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Models;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Cli.Tests;

/// <summary>
/// JSON that kcat writes, which knows nothing of this code, into a table keyed by the events' ids and into files. By hand a million of them through a real
/// Kafka, which keeps more than the mock: <c>STELLARFORGE_EVENTS=1000000</c>.
/// </summary>
public sealed class ForeignEventTests(PostgreSqlServer postgres) : IAsyncLifetime
{
    private static readonly int Events =
        int.Parse(Environment.GetEnvironmentVariable("STELLARFORGE_EVENTS") ?? "10000", CultureInfo.InvariantCulture);

    // A reason for each of them to be refused; the id of one would be good.
    private static readonly string[] Wrong =
    [
        """{"event_id":"not a uuid","event_type":"CLICK","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":1,"path":"/","referrer":null}""",
        """{"event_id":"ID","event_type":"SWIM","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":1,"path":"/","referrer":null}""",
        """{"event_id":"ID","event_type":"CLICK","occurred_at":"yesterday","user_id":"USER","amount_cents":1,"path":"/","referrer":null}""",
        """{"event_id":"ID","event_type":"CLICK","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":"ten","path":"/","referrer":null}""",
        """{"event_id":"ID","event_type":"CLICK","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":1.5,"path":"/","referrer":null}""",
        """{"event_id":"ID","event_type":"CLICK","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":1,"referrer":null}""",
        """{"event_type":"CLICK","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":1,"path":"/"}""",
        """{"event_id":"ID","event_type":"CLICK","occurred_at":"2026-11-21T10:00:00Z","user_id":"USER","amount_cents":1,"path":"/""",
        "no JSON at all",
    ];

    private readonly CommandLine _cli = new();
    private readonly KafkaMock _mock = new();
    private readonly KafkaServer _server = new();
    private readonly bool _isLarge = Events > 20_000;

    public async ValueTask InitializeAsync()
    {
        if (_isLarge)
            await _server.InitializeAsync();
        else
            await _mock.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _server.DisposeAsync();
        await _mock.DisposeAsync();
    }

    [Fact]
    public async Task Events_that_kcat_writes_arrive_once_each_and_those_with_wrong_fields_are_dead_letters()
    {
        foreach (var (topic, partitions) in new[] { ("clicks", 4), ("clicks.dlq", 1) })
            await (_isLarge ? _server.CreateTopicAsync(topic, partitions) : _mock.CreateTopicAsync(topic, partitions));
        await using var database = await postgres.CreateDatabaseAsync();
        var (uri, kcat) = _isLarge ? (_server.Uri, _server.Kcat) : (_mock.Uri, _mock.Kcat);
        await File.WriteAllLinesAsync(_cli.PathOf("events"), Lines(), new UTF8Encoding(false));
        await Tool.RunAsync("kcat", [.. kcat, "-P", "-t", "clicks", "-p", "-1", "-l", _cli.PathOf("events")]);
        var models = typeof(ClickEvent).Assembly.Location;

        var written = await _cli.OutputOfAsync(
            $"write --from {uri} --target {database.Uri} --target parquet:{_cli.PathOf("lake")}?append=true --models {models} --topic click_events=clicks " +
            "--mode ignore --metadata --format json --until-idle 2s --json");

        (await database.PsqlAsync(
            "SELECT count(*), count(DISTINCT event_id), sum(amount_cents), count(referrer), count(DISTINCT event_type), " +
            "count(DISTINCT (src_partition, src_offset)), bool_and(processed_at > now() - interval '1 hour') FROM click_events"))
            .ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{Events}|{Events}|{(long)Events * (Events - 1) / 2}|{Events / 2}|3|{Events}|t"));
        (await database.PsqlAsync("SELECT occurred_at, user_id, path, referrer FROM click_events WHERE event_id = '00000000-0000-4000-8000-000000000003'"))
            .ShouldBe("2026-11-21 10:00:00.003|11111111-2222-4333-8444-555555555555|/p/3?q=größe|https://example.com/3");
        (await database.PsqlAsync("SELECT count(*) FROM stellarforge.dead_letters")).ShouldBe($"{Wrong.Length}");
        (await database.PsqlAsync("SELECT DISTINCT reason FROM stellarforge.dead_letters ORDER BY 1")).ShouldBe("InvalidValue\nMalformed");

        // A folder has no keys: what comes twice is there twice.
        Pipelines(written).ShouldBe([(Events, Events / 10, Wrong.Length), (Events + (Events / 10), 0, Wrong.Length)]);
    }

    private static List<(long Written, long Ignored, long Letters)> Pipelines(string json) =>
    [
        .. JsonDocument.Parse(json.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement.GetProperty("pipelines").EnumerateArray()
            .Select(pipeline => pipeline.GetProperty("tables")[0])
            .Select(table => (
                table.GetProperty("written").GetInt64(), table.GetProperty("ignored").GetInt64(), table.GetProperty("deadLetters").GetInt64())),
    ];

    // Every tenth comes twice, as clients that try again do.
    private static IEnumerable<string> Lines()
    {
        for (var number = 0; number < Events; number++)
        {
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"event_id":"00000000-0000-4000-8000-{{number:x12}}","event_type":"{{(ClickKind)(number % 3)}}",
                "occurred_at":"2026-11-21T11:00:{{number / 1000 % 60:00}}.{{number % 1000:000}}+01:00","user_id":"11111111-2222-4333-8444-555555555555",
                "amount_cents":{{number}},"path":"/p/{{number}}?q=größe","referrer":{{(number % 2 == 0 ? "null" : $"\"https://example.com/{number}\"")}}}
                """).ReplaceLineEndings("");
            yield return line;
            if (number % 10 == 0)
                yield return line;
        }

        foreach (var line in Wrong)
            yield return line.Replace("ID", $"{Guid.NewGuid()}", StringComparison.Ordinal).Replace("USER", $"{Guid.NewGuid()}", StringComparison.Ordinal);
    }
}
