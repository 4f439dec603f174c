using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

public sealed class StreamTests(PostgreSqlServer postgres) : IDisposable
{
    private const string Selection = "--tables orders,order_lines,payments --rows orders=2000";
    private const string Faults = "--late 0.05 --disorder 0.1 --duplicates 0.02 --bad 0.01";

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("avro")]
    [InlineData("json")]
    public async Task What_a_replay_delivers_is_what_a_fill_delivers_and_every_fault_is_accounted_for(string format)
    {
        var counts = Counts(await _cli.OutputOfAsync($"stream {Selection} {Faults} --format {format} --dry-run --json"));
        await _cli.OutputOfAsync($"stream --to embedded:log {Selection} {Faults} --format {format}");

        await _cli.OutputOfAsync($"write --from embedded:log --target sqlite:shop.db --format {format} --until-idle 1s");

        await _cli.OutputOfAsync($"verify --target sqlite:shop.db {Selection}");
        (await _cli.OutputOfAsync("verify --target sqlite:shop.db --stream stream --from embedded:log --complete"))
            .ShouldContain("Every event of the stream that");
        foreach (var (table, duplicates, bad) in counts)
        {
            Letters(table, "reason = 'KeyExists'").ShouldBe($"{duplicates}");
            Letters(table, "reason <> 'KeyExists'").ShouldBe($"{bad}");
        }
    }

    [Theory]
    [InlineData("", 1, "The schema registry http://127.0.0.1:1 can't be asked")]
    [InlineData("--format json", 2, "--registry has the schemas of Avro messages")]
    public async Task A_registry_is_asked_for_Avro_which_is_the_default(string format, int exitCode, string said)
    {
        var result = await _cli.RunAsync($"stream --to embedded:log --tables orders --rows orders=10 --registry http://127.0.0.1:1 {format}".TrimEnd());

        result.ExitCode.ShouldBe(exitCode);
        result.Error.ShouldContain(said);
    }

    [Fact]
    public async Task What_verify_waits_for_or_never_gets_is_said()
    {
        const string Verify = "verify --target sqlite:shop.db --stream stream --from embedded:log --complete";
        await _cli.OutputOfAsync("stream --to embedded:log --tables orders --rows orders=100 --name stream");
        await _cli.OutputOfAsync("write --from embedded:log --target sqlite:shop.db --until-idle 1s");
        await _cli.OutputOfAsync(Verify);
        (await _cli.RunAsync("verify --target sqlite:shop.db --tables orders --rows orders=90")).Output.ShouldContain("verify --stream NAME --from URI knows");

        var other = await _cli.RunAsync($"{Verify} --name other");
        other.ExitCode.ShouldBe(1);
        other.Error.ShouldContain("pipeline 'other' has written nothing of stream 'stream'");

        // A part of another stream is written.
        await _cli.OutputOfAsync("stream --to embedded:half --tables orders --rows orders=5000 --rate 200 --for 12s");
        await _cli.OutputOfAsync("write --from embedded:half --target sqlite:half.db --until-idle 1s");
        await _cli.OutputOfAsync("stream --to embedded:half --tables orders --rows orders=5000");
        using var waits = _cli.Start("verify --target sqlite:half.db --stream stream --from embedded:half --complete");
        string? line;
        do
            line = await waits.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line?.Contains("Waiting for pipeline 'stellarforge' to write what was sent: orders[", StringComparison.Ordinal) == false);
        line.ShouldNotBeNull();
        await _cli.OutputOfAsync("write --from embedded:half --target sqlite:half.db --until-idle 1s");
        await waits.WaitForExitAsync(TestContext.Current.CancellationToken);
        waits.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Generator_and_writer_are_killed_at_random_and_all_arrives_once()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var counts = Counts(await _cli.OutputOfAsync($"stream {Selection} {Faults} --dry-run --json"));
        var random = new Random(7);
        var (stream, write) = ($"stream --to embedded:log {Selection} {Faults} --rate 100", $"write --from embedded:log --target {database.Uri}");
        for (var round = 0; round < 3; round++)
        {
            using var generator = _cli.Start(stream);
            await UntilAsync(generator, () => Task.FromResult(File.Exists(_cli.PathOf("log/topics/payments/topic.json"))));
            using var writer = _cli.Start(write);
            var before = await RowsAsync();
            await UntilAsync(writer, async () => await RowsAsync() >= before + 50);
            await Task.Delay(random.Next(500));
            Kill(writer);
            Kill(generator);
        }

        await _cli.OutputOfAsync(stream.Replace(" --rate 100", "", StringComparison.Ordinal));
        await _cli.OutputOfAsync($"{write} --until-idle 1s");

        await _cli.OutputOfAsync($"verify --target {database.Uri} {Selection}");
        await _cli.OutputOfAsync($"verify --target {database.Uri} --stream stream --from embedded:log --complete");
        (await database.PsqlAsync("SELECT count(*) FROM stellarforge.dead_letters")).ShouldBe($"{counts.Sum(table => table.Duplicates + table.Bad)}");

        // None before the first writer has made the tables.
        async Task<long> RowsAsync() => await database.PsqlAsync("SELECT to_regclass('orders') IS NOT NULL") == "t"
            ? long.Parse(await database.PsqlAsync("SELECT count(*) FROM orders"), CultureInfo.InvariantCulture)
            : 0;
    }

    [Fact]
    public async Task A_row_a_letter_or_an_event_that_is_not_as_it_has_to_be_is_named()
    {
        await _cli.OutputOfAsync("stream --to embedded:log --tables payments --rows orders=300 --bad 0.05");
        await _cli.OutputOfAsync("write --from embedded:log --target sqlite:shop.db --until-idle 1s");
        const string Verify = "verify --target sqlite:shop.db --stream stream --from embedded:log";
        await _cli.OutputOfAsync(Verify);

        Sqlite.Ask(_cli.PathOf("shop.db"), "UPDATE payments SET method = 'barter' WHERE payment_id = (SELECT max(payment_id) FROM payments)");
        Sqlite.Ask(
            _cli.PathOf("shop.db"),
            "DELETE FROM _stellarforge_dead_letters WHERE event_number = (SELECT max(event_number) FROM _stellarforge_dead_letters)");
        var differs = await _cli.RunAsync(Verify);

        differs.ExitCode.ShouldBe(1);
        differs.Output.ShouldContain("is damaged, and no dead letter");
        differs.Output.ShouldContain("are expected, and");
        differs.Output.ShouldNotContain("sent before");

        await _cli.OutputOfAsync("stream --to embedded:log --tables payments --rows orders=100 --bad 0.05");
        await _cli.OutputOfAsync("write --from embedded:log --target sqlite:shop.db --until-idle 1s --mode ignore");
        (await _cli.RunAsync(Verify)).Output.ShouldContain("Rows of the stream of this name that was sent before are not expected, and may be there.");
    }

    private static async Task UntilAsync(Process running, Func<Task<bool>> condition)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); !await condition(); await Task.Delay(50))
        {
            running.HasExited.ShouldBeFalse();
            DateTime.UtcNow.ShouldBeLessThan(end);
        }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
    }

    private string Letters(string table, string where) =>
        Sqlite.Ask(_cli.PathOf("shop.db"), $"SELECT count(*) FROM _stellarforge_dead_letters WHERE table_name = '{table}' AND {where}");

    private static List<(string Table, long Duplicates, long Bad)> Counts(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(table => (table.GetProperty("table").GetString()!, table.GetProperty("duplicates").GetInt64(), table.GetProperty("bad").GetInt64())),
    ];
}
