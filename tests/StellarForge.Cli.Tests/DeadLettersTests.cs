using System.Text;
using System.Text.Json.Nodes;
using StellarForge.Cli.Tests.Support;
using StellarForge.Formats;
using StellarForge.Retail;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

/// <summary>Dead letters, as they are looked at and tried again on the command line.</summary>
public sealed class DeadLettersTests(PostgreSqlServer postgres) : IDisposable
{
    private const string Damaged = """{"order_id": "seven"}""";

    private readonly CommandLine _cli = new();
    private List<byte[]> _rows = [];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Letters_are_listed_shown_and_replayed_in_PostgreSQL()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await CheckAsync(
            database.Uri, database.PsqlAsync, "ALTER TABLE orders ADD CONSTRAINT no_six CHECK (order_id <> 6)", "ALTER TABLE orders DROP CONSTRAINT no_six");
    }

    [Fact]
    public async Task Letters_are_listed_shown_and_replayed_in_SQLite() => await CheckAsync(
        "sqlite:w.db", sql => Task.FromResult(Sqlite.Ask(_cli.PathOf("w.db"), sql)),
        "CREATE TRIGGER no_six BEFORE INSERT ON orders WHEN NEW.order_id = 6 BEGIN SELECT RAISE(ABORT, 'no_six'); END", "DROP TRIGGER no_six");

    [Fact]
    public async Task A_folders_letters_are_listed_shown_and_replayed()
    {
        await SendAsync();
        await _cli.OutputOfAsync("write --from embedded:log --tables orders --format json --until-idle 1s --target jsonl:lines");

        (await ListAsync("jsonl:lines")).ShouldBe(["10 InvalidValue -"]);
        (await _cli.OutputOfAsync("deadletters show orders/0/10 --target jsonl:lines")).ShouldContain(Damaged);
        (await ReplayAsync("jsonl:lines", "orders/0/10")).ShouldBe((1, 0, 1));
        (await ListAsync("jsonl:lines")).ShouldBe(["10 InvalidValue -"]);
    }

    [Fact]
    public async Task Letters_of_tables_that_the_model_does_not_have_are_counted_in_one_line()
    {
        Sqlite.Ask(_cli.PathOf("w.db"), "CREATE TABLE t (x)");
        await using (var log = await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 1))
        {
            for (var count = 0; count < 3; count++)
                await log.SendAsync("orders", "no JSON"u8.ToArray(), []);
        }

        await _cli.OutputOfAsync("write --from embedded:log --tables orders --format json --until-idle 1s --target sqlite:w.db");
        Sqlite.Ask(_cli.PathOf("w.db"), "UPDATE _stellarforge_dead_letters SET table_name = 'clicks'");

        var result = await _cli.RunAsync("deadletters replay --target sqlite:w.db --format json");

        result.ExitCode.ShouldBe(1);
        result.Error.Trim().ShouldMatch("^6 of table clicks: the model '[^']+' has no such table. Give theirs: --models X.dll.$");
        result.Output.Trim().ShouldBe("0 replayed, 6 left.");
    }

    [Theory]
    [InlineData("list --target csv:nowhere", 0, "")]
    [InlineData("list --target nothing:x", 2, "no known scheme")]
    [InlineData("show orders/0/1 --target sqlite:w.db", 2, "has no dead letter orders/0/1. 'deadletters list' has those that are there.")]
    [InlineData("show orders-0-1 --target sqlite:w.db", 2, "A dead letter is named by topic/partition/offset, such as orders/0/1234, not 'orders-0-1'.")]
    [InlineData("replay orders/0/x --target sqlite:w.db", 2, "A dead letter is named by topic/partition/offset")]
    [InlineData("replay orders/0/1 --target sqlite:w.db", 1, "orders/0/1: There is no such dead letter.")]
    [InlineData("replay --target sqlite:w.db", 0, "")]
    public async Task Where_there_are_none_it_says_so(string arguments, int exitCode, string words)
    {
        Sqlite.Ask(_cli.PathOf("w.db"), "CREATE TABLE t (x)");

        var result = await _cli.RunAsync($"deadletters {arguments}");

        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.Error.ShouldContain(words);
    }

    private async Task CheckAsync(string target, Func<string, Task<string>> run, string spoil, string mend)
    {
        // The table is made by a run that finds nothing.
        var write = $"write --from embedded:log --tables orders --format json --until-idle 1s --target {target}";
        await using (await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 1))
            await _cli.OutputOfAsync(write);
        await run(spoil);
        await SendAsync();
        await _cli.OutputOfAsync(write);
        (await run("SELECT count(*) FROM orders")).ShouldBe("9");

        // Rows 0 to 9, of which one is refused; no row; a row twice.
        (await ListAsync(target)).ShouldBe(["5 Refused -", "10 InvalidValue -", "11 KeyExists -"]);
        (await ListAsync(target, "--reason Refused --table Orders --replayed false")).ShouldBe(["5 Refused -"]);
        (await ListAsync(target, "--replayed true")).ShouldBeEmpty();
        (await ListAsync(target, "--name stellarforge")).Count.ShouldBe(3);
        (await ListAsync(target, "--name other")).ShouldBeEmpty();
        (await _cli.OutputOfAsync($"deadletters list --target {target}")).ShouldContain("orders/0/5");
        var shown = await _cli.OutputOfAsync($"deadletters show orders/0/5 --target {target}");
        shown.ShouldStartWith("orders/0/5, of pipeline stellarforge from embedded:");
        shown.ShouldContain("no_six");
        shown.ShouldContain(Encoding.UTF8.GetString(_rows[5]));
        var json = JsonNode.Parse(await _cli.OutputOfAsync($"deadletters show orders/0/10 --target {target} --json"))!;
        json["value"]!.GetValue<string>().ShouldBe(Convert.ToBase64String(Encoding.UTF8.GetBytes(Damaged)));
        json["length"]!.GetValue<long>().ShouldBe(Damaged.Length);

        // The table still refuses it; then it does not, and the row is there once, however often it is named.
        var again = await _cli.RunAsync($"deadletters replay orders/0/5 --target {target} --format json");
        (again.ExitCode, again.Output).ShouldBe((1, "0 replayed, 1 left.\n"));
        again.Error.ShouldContain("no_six");
        (await ListAsync(target))[0].ShouldBe("5 Refused -");
        await run(mend);
        (await ReplayAsync(target, "orders/0/5 orders/0/5")).ShouldBe((0, 1, 0));
        (await ListAsync(target)).ShouldBe(["5 Refused replayed", "10 InvalidValue -", "11 KeyExists -"]);
        (await run("SELECT count(*) FROM orders WHERE order_id = 6")).ShouldBe("1");
        (await ReplayAsync(target, "orders/0/5")).ShouldBe((1, 0, 1));
        (await _cli.RunAsync($"deadletters replay orders/0/5 --target {target} --format json")).Error.ShouldContain("orders/0/5: It was replayed before.");

        // Those that are left: by another mode the key is no obstacle, and what is no row stays a letter.
        (await ReplayAsync(target, "orders/0/77 orders/0/11")).ShouldBe((1, 0, 2));
        (await ReplayAsync(target, "orders/0/11 --mode ignore")).ShouldBe((0, 1, 0));
        (await ReplayAsync(target, "")).ShouldBe((1, 0, 1));
        (await ListAsync(target)).ShouldBe(["5 Refused replayed", "10 InvalidValue -", "11 KeyExists replayed"]);
        (await run("SELECT count(*) FROM orders")).ShouldBe("10");
    }

    private async Task SendAsync()
    {
        var format = new JsonMessageFormat();
        using var encoder = format.CreateEncoder(Order.ForgeTable.Schema);
        using var messages = new MessageBuffer();
        encoder.Write(Order.ForgeTable.Rows(World.Default).Range(0, 10), messages);
        _rows = [.. Enumerable.Range(0, 10).Select(index => messages[index].ToArray())];
        await using var log = await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 1);
        await log.SendAsync("orders", [.. _rows, Encoding.UTF8.GetBytes(Damaged), _rows[3]]);
    }

    private async Task<List<string>> ListAsync(string target, string options = "") =>
    [
        .. (await _cli.OutputOfAsync($"deadletters list --target {target} --json {options}")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .Select(letter => $"{letter["offset"]} {letter["reason"]} {(letter["replayedAt"] is null ? "-" : "replayed")}"),
    ];

    private async Task<(int ExitCode, int Replayed, int Left)> ReplayAsync(string target, string options)
    {
        var result = await _cli.RunAsync($"deadletters replay --target {target} --format json --json {options}");
        var report = JsonNode.Parse(result.Output)!;
        return (result.ExitCode, report["replayed"]!.GetValue<int>(), report["left"]!.GetValue<int>());
    }
}
