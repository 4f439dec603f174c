using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

public sealed class LiveStreamTests(PostgreSqlServer postgres) : IDisposable
{
    private const string Rows = "--rows orders=1000,users=500,products=300,customer_interactions=500";

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    // Rounds of kills: by hand more than these.
    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("STELLARFORGE_LIVE_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 3;

    [Fact]
    public async Task A_live_stream_whose_processes_are_killed_at_random_arrives_once_and_refers_to_what_is_there()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var stream = "stream --live --to embedded:log --tables orders,order_lines,payments,customer_interactions=20/s "
            + $"{Rows} --rate 1500/s --duplicates 0.01 --bad 0.005 --disorder-by 1s "
            + $"--fill --target {database.Uri} --data .";
        var write = $"write --from embedded:log --target {database.Uri}";
        var random = new Random(5);
        using (var first = _cli.Start(stream))
        {
            await UntilAsync(first, () => Directory.Exists(_cli.PathOf("log")));
            await KillAsync(first, random);
        }

        for (var round = 1; round <= Rounds; round++)
        {
            using var generator = _cli.Start(stream);
            using var other = _cli.Start(stream);
            using var writer = _cli.Start(write);
            if (round == 1)
                await ChangeAsync(generator, "stream set --to embedded:log --duplicates 0.05 --bad 0.02");
            await KillAsync(round % 2 == 0 ? generator : writer, random);
            await KillAsync(other, random);
            await KillAsync(round % 2 == 0 ? writer : generator, random);
        }

        var last = (await _cli.OutputOfAsync($"{stream} --for 3s --json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        JsonDocument.Parse(last).RootElement.GetProperty("messages").GetInt64().ShouldBeGreaterThan(1_000);
        await _cli.OutputOfAsync($"{write} --until-idle 1s");

        var verified = await _cli.OutputOfAsync($"verify --target {database.Uri} --stream stream --from embedded:log --complete");
        verified.ShouldContain("Every event of the stream that");
        verified.ShouldContain("It has read all that was sent so far.");
        (await database.PsqlAsync("SELECT count(*) > 1000, max(placed_at) > now() - interval '10 minutes' FROM orders")).ShouldBe("t|t");
        (await database.PsqlAsync("SELECT count(*) FROM order_lines l WHERE NOT EXISTS (SELECT FROM orders o WHERE o.order_id = l.order_id)")).ShouldBe("0");
        (await database.PsqlAsync("SELECT count(*) FROM payments p JOIN orders o USING (order_id) WHERE p.paid_at < o.placed_at")).ShouldBe("0");

        // The last order of each shard may have been sent without all of its lines: they follow when the stream goes on.
        const string Unfinished = "SELECT count(*) <= 8 FROM orders o WHERE lines <> (SELECT count(*) FROM order_lines l WHERE l.order_id = o.order_id)";
        (await database.PsqlAsync(Unfinished)).ShouldBe("t");
        (await database.PsqlAsync("SELECT count(*) FROM customer_interactions i WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = i.user_id)"))
            .ShouldBe("0");
    }

    [Fact]
    public async Task A_running_stream_is_given_another_rate_paused_and_resumed()
    {
        using var running = _cli.Start($"stream --live --to embedded:log --name shop --tables users {Rows} --rate 50/s --json");
        await UntilAsync(running, total => total > 20);

        (await _cli.OutputOfAsync("stream set --to embedded:log --name shop --rate 2000/s")).ShouldBe("2000 events/s, flat.\n");
        await UntilAsync(running, total => total > 2_000);
        (await _cli.OutputOfAsync("stream set --to embedded:log --name shop --pattern diurnal --pause")).ShouldBe("2000 events/s, diurnal; paused.\n");
        var paused = await StandsAsync(running);
        (await _cli.OutputOfAsync("stream set --to embedded:log --name shop --resume --bad 0.25 --duplicates 0.005 --json"))
            .ShouldBe("""
                {"rate":2000,"pattern":"diurnal","paused":false,"schedule":[],"faults":{"late":0,"disorder":0,"duplicates":0.005,"bad":0.25}}

                """);
        (await _cli.OutputOfAsync("stream set --to embedded:log --name shop --duplicates 0")).ShouldBe("2000 events/s, diurnal, 25% damaged.\n");
        (await _cli.RunAsync("stream set --to embedded:log --name shop --late 0.1")).Error.ShouldContain("Begin another with --late-by");
        await UntilAsync(running, total => total > paused + 500);
        running.Kill();
        await running.WaitForExitAsync();
    }

    [Theory]
    [InlineData("stream --live --tables order_lines", 1, "--tables orders,order_lines")]
    [InlineData("stream --live --tables orders=5/s,order_lines=5/s", 2, "Give 'orders' a rate")]
    [InlineData("stream --live --tables orders=fast", 2, "'orders=fast' has no rate")]
    [InlineData("stream --live --tables orders=50/s --rate 10", 1, "come to 50 events a second")]
    [InlineData("stream --live --tables orders,order_lines,payments,shipments --rate 100000 --pending-limit 1e6", 1, "--pending-limit allows 1,000,000")]
    [InlineData("stream --live --speed 3", 2, "--speed is a matter of replays")]
    [InlineData("stream --live --dry-run", 2, "--dry-run counts the events of a replay")]
    [InlineData("stream --tables orders=5/s", 2, "Give --live")]
    [InlineData("stream --pattern diurnal", 2, "give --live as well")]
    [InlineData("stream --live --pattern diurnaly", 2, "Did you mean 'diurnal'?")]
    [InlineData("stream --live --schedule 8=5/s", 2, "--schedule takes hh:mm=rate")]
    [InlineData("stream --live --fill", 2, "--fill --target URI")]
    [InlineData("stream set --to embedded:log", 2, "give one of --rate, --pattern, --schedule, --late, --disorder, --duplicates, --bad, --pause, --resume")]
    [InlineData("stream set --to embedded:log --pause", 1, "no stream 'stream'")]
    [InlineData("fill --tables orders=5", 2, "no table 'orders=5'")]
    public async Task What_can_not_be_is_said_in_a_line(string arguments, int exitCode, string words)
    {
        var result = await _cli.RunAsync($"{arguments} {(arguments.Contains(" set ", StringComparison.Ordinal) ? "" : "--rows orders=100")}");

        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.Error.ShouldContain(words);
    }

    private static async Task KillAsync(Process process, Random random)
    {
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(random.Next(500, 2_500)));
        process.HasExited.ShouldBeFalse(process.HasExited ? await process.StandardError.ReadToEndAsync() : "");
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task UntilAsync(Process process, Func<bool> condition)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); !condition(); await Task.Delay(20))
        {
            process.HasExited.ShouldBeFalse(process.HasExited ? await process.StandardError.ReadToEndAsync() : "");
            DateTime.UtcNow.ShouldBeLessThan(end);
        }
    }

    // Its stream may not have begun yet: then it can't be changed.
    private async Task ChangeAsync(Process process, string change)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); ; await Task.Delay(20))
        {
            var result = await _cli.RunAsync(change);
            if (result.ExitCode == 0)
                return;
            result.Error.ShouldContain("was not begun yet");
            process.HasExited.ShouldBeFalse();
            DateTime.UtcNow.ShouldBeLessThan(end);
        }
    }

    // Reads the objects that a stream prints until it has sent so many.
    private static async Task UntilAsync(Process process, Func<long, bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (condition(JsonDocument.Parse(line).RootElement.GetProperty("messages").GetInt64()))
                return;
        }

        false.ShouldBeTrue(await process.StandardError.ReadToEndAsync(late.Token));
    }

    // Two objects in a row with the same total: a second without an event.
    private static async Task<long> StandsAsync(Process process)
    {
        var last = -1L;
        await UntilAsync(process, total =>
        {
            var stands = total == last;
            last = total;
            return stands;
        });
        return last;
    }
}
