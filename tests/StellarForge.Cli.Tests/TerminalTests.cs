using System.Text.RegularExpressions;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

/// <summary>What a person sees: the program runs on a terminal, which <c>script</c> of util-linux makes.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_stream_and_a_pipeline_show_a_line_that_changes()
    {
        Availability.Require(!OperatingSystem.IsLinux() || Availability.FolderOf("script") is null ? "There is no util-linux script on PATH." : null);

        // Neither ends before it has shown something: that a process starts may take seconds.
        const string Stream = "stream --to embedded:log --tables orders --rows orders=40000";
        var sent = await ShowAsync($"{Stream} --rate 500 --for 12s");
        using var rest = _cli.Start($"{Stream} --rate 4000");
        var written = await ShowAsync("write --from embedded:log --target sqlite:orders.db --until-idle 5s");
        (await CommandLine.FinishAsync(rest)).ExitCode.ShouldBe(0);

        Regex.Count(sent, @"\r[0-9,]+ events, [0-9,]+ events/s, 8 shards, 1 process\e").ShouldBeGreaterThan(0);
        Regex.Count(written, @"stellarforge into sqlite:\S+: [0-9,]+ events, [0-9,]+/s").ShouldBeGreaterThan(1);
        written.ShouldContain("0 behind");
        Regex.IsMatch(written, @"p50 [0-9,.]+ (ms|s|m),\s+p99 [0-9,.]+ (ms|s|m)").ShouldBeTrue(written);
        written.ShouldContain("orders  orders   40,000        0             0         0");
    }

    private async Task<string> ShowAsync(string arguments)
    {
        // It has no functions of the shell that starts it. A narrow terminal breaks lines where it likes.
        var result = await _cli.RunShellAsync(
            $"export -f stellarforge; SHELL=/bin/bash script -qec 'stty columns 200; stellarforge {arguments}' /dev/null < /dev/null");
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        return result.Output;
    }
}
