using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

/// <summary>Fills that are stopped on the way, by SIGTERM, as Ctrl-C would, and by SIGKILL.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const string Fill = "fill --target sqlite:shop.db --scale 0.12 --chunk-rows 2000 --workers 2";

    // Several times what a stop takes, and much less than what was asked for would go on.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Interrupted_it_stops_after_the_chunk_in_hand_and_prints_the_command_that_goes_on()
    {
        using var process = _cli.Start(Fill);
        await UnderWayAsync(process);

        Terminate(process);
        var stopped = await CommandLine.FinishAsync(process);

        stopped.ExitCode.ShouldBe(1, stopped.Error);
        const string Prompt = "  stellarforge ";
        var resume = stopped.Error.Split('\n').Single(line => line.StartsWith(Prompt, StringComparison.Ordinal))[Prompt.Length..];
        (await _cli.RunAsync($"verify {Selection}")).ExitCode.ShouldBe(1);

        await _cli.OutputOfAsync(resume);
        await _cli.OutputOfAsync($"verify {Selection}");
    }

    [Fact]
    public async Task Killed_it_goes_on_with_the_same_command_and_nothing_is_lost_or_doubled()
    {
        using var process = _cli.Start(Fill);
        await UnderWayAsync(process);
        process.Kill();
        await process.WaitForExitAsync();
        (await _cli.RunAsync($"verify {Selection}")).ExitCode.ShouldBe(1);

        await _cli.OutputOfAsync(Fill);
        await _cli.OutputOfAsync($"verify {Selection}");
    }

    [Fact]
    public async Task Interrupted_while_it_verifies_it_stops_and_says_how_to_verify()
    {
        await _cli.OutputOfAsync(Fill);
        using var process = _cli.Start($"{Fill} --verify");
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.EndsWith("nothing to do.", StringComparison.Ordinal))
        {
        }

        Terminate(process);
        var stopped = await CommandLine.FinishAsync(process);

        stopped.ExitCode.ShouldBe(1, stopped.Error);
        stopped.Error.ShouldEndWith("Verify it with:\n  stellarforge verify --target sqlite:shop.db --scale 0.12\n");
        stopped.Error.ShouldNotContain("stellarforge: ");
        stopped.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fill_that_keeps_every_core_busy_hears_it()
    {
        // Many workers, and millions of rows to count, want more threads than there are.
        using var process = _cli.Start("fill --target sqlite:shop.db --scale 1000 --workers 12");
        while (new FileInfo(_cli.PathOf("shop.db")) is not { Exists: true, Length: > 0 })
        {
            process.HasExited.ShouldBeFalse();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // Busy is who has used processor time since, however little of it a loaded machine gives.
        var busy = process.TotalProcessorTime + TimeSpan.FromSeconds(2);
        while (process.TotalProcessorTime < busy)
        {
            process.HasExited.ShouldBeFalse();
            process.Refresh();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Terminate(process);
        var stopped = await CommandLine.FinishAsync(process).WaitAsync(Patience, TestContext.Current.CancellationToken);

        stopped.ExitCode.ShouldBe(1, stopped.Error);
        stopped.Error.ShouldContain("Nothing is lost. Go on with:");
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("mysql")]
    public async Task A_server_that_swallows_everything_does_not_keep_it(string scheme)
    {
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        using var process = _cli.Start($"fill --target {scheme}://me@127.0.0.1:{((IPEndPoint)hole.LocalEndpoint).Port}/shop?connect_timeout=600");
        using var swallowed = await hole.AcceptSocketAsync(TestContext.Current.CancellationToken);

        Terminate(process);
        var stopped = await CommandLine.FinishAsync(process).WaitAsync(Patience, TestContext.Current.CancellationToken);

        stopped.ExitCode.ShouldBe(1);
        stopped.Error.ShouldContain("Nothing is lost. Go on with:");
    }

    // Not SIGINT, which what a shell runs in the background inherits as ignored; both are handled alike.
    private static void Terminate(Process process) =>
        Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

    private static string Selection => "--target sqlite:shop.db --scale 0.12";

    // A few megabytes are committed, of the sixty there will be: what is left takes seconds.
    private async Task UnderWayAsync(Process process)
    {
        while (new FileInfo(_cli.PathOf("shop.db")) is not { Exists: true, Length: > 3_000_000 })
        {
            process.HasExited.ShouldBeFalse();
            await Task.Delay(5);
        }
    }
}
