using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.Formats;
using StellarForge.Retail;

namespace StellarForge.Cli.Tests;

public sealed class WriteTests : IDisposable
{
    private static readonly Table Orders = Order.ForgeTable;

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_writer_that_is_killed_again_and_again_loses_and_doubles_nothing()
    {
        const int Rows = 30_000;
        await using (var log = await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 4))
        {
            await log.SendAsync(Orders, new World(scale: 0.03), Rows, 4, new AvroMessageFormat());
            await log.SendAsync("orders", "no Avro at all"u8.ToArray(), [], new byte[2_000_000]);
        }

        const string Write = "write --from embedded:log --target sqlite:w.db --batch-rows 100";
        for (var kill = 1; kill <= 4; kill++)
        {
            using var writer = _cli.Start(Write);
            await UntilAsync(writer, () => Count() > kill * 4000);
            writer.Kill();
            await writer.WaitForExitAsync();
        }

        var json = (await _cli.OutputOfAsync($"{Write} --until-idle 1s --json")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Sqlite.Ask(_cli.PathOf("w.db"), "SELECT count(*), count(DISTINCT order_id) FROM orders").ShouldBe($"{Rows}|{Rows}");
        await _cli.OutputOfAsync("verify --target sqlite:w.db --tables orders --scale 0.03");
        var last = JsonDocument.Parse(json[^1]).RootElement;
        last.GetProperty("done").GetBoolean().ShouldBeTrue();
        last.GetProperty("pipelines")[0].GetProperty("lag").GetInt64().ShouldBe(0);

        // Nothing is left: a further run reads nothing anew.
        var again = JsonDocument.Parse((await _cli.OutputOfAsync($"{Write} --until-idle 1s --json")).Split('\n')[^2]).RootElement;
        again.GetProperty("pipelines")[0].GetProperty("events").GetInt64().ShouldBe(0);

        // Each bad message is a dead letter once, and stands in the topic of dead letters.
        var letters = await DeadLettersAsync("orders.dlq");
        letters.Select(letter => (Reason: letter.GetProperty("reason").GetString(), Length: letter.GetProperty("length").GetInt64())).Distinct()
            .ShouldBe([("Malformed", 14), ("Malformed", 0), ("Malformed", 2_000_000)], ignoreOrder: true);
    }

    [Fact]
    public async Task Foreign_JSON_goes_into_two_targets_by_key_with_columns_that_say_where_from()
    {
        await using (var log = await SentEvents.CreateAsync(_cli.PathOf("log"), "orders.v1", 1))
        {
            var format = new JsonMessageFormat();
            using var encoder = format.CreateEncoder(Orders.Schema);
            using var messages = new MessageBuffer();
            encoder.Write(Orders.Rows(World.Default).Range(0, 10), messages);
            List<byte[]> rows = [.. Enumerable.Range(0, 10).Select(index => messages[index].ToArray())];
            await log.SendAsync("orders.v1", [.. rows, rows[3], Encoding.UTF8.GetBytes("""{"order_id": "seven"}""")]);
        }

        await _cli.OutputOfAsync(
            "write --from embedded:log --target sqlite:a.db --target sqlite:b.db --topic orders=orders.v1 --format json --mode ignore --metadata "
            + "--until-idle 1s");

        foreach (var file in (string[])["a.db", "b.db"])
        {
            Sqlite.Ask(_cli.PathOf(file), "SELECT count(*), min(src_offset), max(src_offset), max(src_partition) FROM orders").ShouldBe("10|0|9|0");
            Sqlite.Ask(_cli.PathOf(file), "SELECT count(*) FROM orders WHERE processed_at > '2026'").ShouldBe("10");
        }

        (await DeadLettersAsync("orders.v1.dlq")).Select(letter => letter.GetProperty("reason").GetString()).ShouldBe(["InvalidValue", "InvalidValue"]);
    }

    [Fact]
    public async Task A_writer_that_is_asked_to_stop_writes_what_it_has_in_hand()
    {
        await using (var log = await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 1))
            await log.SendAsync(Orders, World.Default, 500, 1, new AvroMessageFormat());
        using var writer = _cli.Start("write --from embedded:log --target sqlite:w.db");
        await UntilAsync(writer, () => Count() == 500);

        using (var kill = Process.Start("kill", ["-TERM", writer.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        var result = await CommandLine.FinishAsync(writer);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("500 events");
    }

    [Theory]
    [InlineData("--from nothing:x --target sqlite:w.db", 2, "no known scheme")]
    [InlineData("--from embedded:log --target sqlite:w.db --tables users", 1, "has no topic users")]
    [InlineData("--from embedded:log --target sqlite:w.db --topic orders", 2, "--topic takes table=topic")]
    [InlineData("--from embedded:log --target sqlite:w.db --version placed_at", 2, "--mode upsert")]
    [InlineData("--from embedded:log --target sqlite:w.db --mode upsert --version placedat", 2, "Did you mean 'placed_at'?")]
    [InlineData("--from embedded:log --target sqlite:w.db --until-idle soon", 2, "takes a time, such as 50ms")]
    [InlineData("--from embedded:log --target sqlite:w.db --target sqlite:w.db", 2, "named twice")]
    [InlineData("--from embedded:log --target sqlite:w.db --target parquet:lake --mode ignore", 1, "it has no --mode ignore")]
    public async Task What_can_not_be_is_said_in_a_line(string arguments, int exitCode, string words)
    {
        await using (await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 1))
        {
            var result = await _cli.RunAsync($"write {arguments}");

            result.ExitCode.ShouldBe(exitCode, result.Error);
            result.Error.ShouldContain(words);
            if (!words.Contains("no topic", StringComparison.Ordinal))
                File.Exists(_cli.PathOf("w.db")).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_broker_by_another_address_is_refused_and_gone_on_with_by_its_old_name()
    {
        await _cli.OutputOfAsync("stream --to embedded:log --tables orders --rows orders=200");
        await _cli.OutputOfAsync("write --from embedded:log --target sqlite:w.db --until-idle 1s");
        Directory.Move(_cli.PathOf("log"), _cli.PathOf("moved"));

        var refused = await _cli.RunAsync("write --from embedded:moved --target sqlite:w.db --until-idle 1s");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("stellarforge: Pipeline stellarforge into sqlite:");
        refused.Error.ShouldContain($"go on from there by --source embedded:{_cli.PathOf("log")}.");

        var source = $"--source embedded:{_cli.PathOf("log")}";
        (await _cli.OutputOfAsync($"write --from embedded:moved {source} --target sqlite:w.db --until-idle 1s")).ShouldContain(": 0 events in");
        await _cli.OutputOfAsync($"verify --target sqlite:w.db --stream stream --from embedded:moved {source} --complete");
        Count().ShouldBe(200);
    }

    [Fact]
    public async Task What_wrote_some_of_the_tables_is_verified_by_these()
    {
        await _cli.OutputOfAsync("stream --to embedded:log --tables users,orders --rows users=50,orders=200");
        await _cli.OutputOfAsync("write --from embedded:log --target sqlite:w.db --tables orders --until-idle 1s");

        var verified = await _cli.OutputOfAsync("verify --target sqlite:w.db --stream stream --from embedded:log --tables orders --complete");
        verified.ShouldContain("It has read all that was sent so far.");
        verified.ShouldNotContain("users");
        Sqlite.Ask(_cli.PathOf("w.db"), "DELETE FROM orders WHERE order_id = 7");
        (await _cli.RunAsync("verify --target sqlite:w.db --stream stream --from embedded:log --tables orders")).ExitCode.ShouldBe(1);

        var others = await _cli.RunAsync("verify --target sqlite:w.db --stream stream --from embedded:log --tables products");
        others.Error.ShouldContain("Stream 'stream' sends users, orders. Verify one of these.");
    }

    private int Count() => File.Exists(_cli.PathOf("w.db"))
        && Sqlite.Ask(_cli.PathOf("w.db"), "PRAGMA busy_timeout=5000; SELECT count(*) FROM sqlite_master WHERE name = 'orders'").EndsWith('1')
        ? int.Parse(Sqlite.Ask(_cli.PathOf("w.db"), "PRAGMA busy_timeout=5000; SELECT count(*) FROM orders").Split('\n')[^1], CultureInfo.InvariantCulture)
        : 0;

    private async Task<List<JsonElement>> DeadLettersAsync(string topic)
    {
        var letters = new List<JsonElement>();
        await foreach (var value in SentEvents.ReadAsync(_cli.PathOf("log"), topic))
            letters.Add(JsonDocument.Parse(value).RootElement);
        return letters;
    }

    private static async Task UntilAsync(Process process, Func<bool> condition)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); !condition(); await Task.Delay(20))
        {
            process.HasExited.ShouldBeFalse();
            DateTime.UtcNow.ShouldBeLessThan(end);
        }
    }
}
