using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StellarForge.Cli.Tests.Support;

/// <summary>A command line that runs with <c>--json</c>, and what it says of itself as it does.</summary>
public sealed class Lines : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private Lines(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static Lines Start(CommandLine cli, string arguments) => new(cli.Start($"{arguments} --json"));

    /// <summary>Reads on to an object for which something holds.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            var element = JsonDocument.Parse(line).RootElement;
            if (holds(element))
                return element;
        }

        throw new InvalidOperationException($"It ended before, with {_process.ExitCode}: {await _errors}");
    }

    /// <summary>Waits for its end, which has to be a good one; gives what it wrote beside.</summary>
    public async Task<string> FinishAsync()
    {
        await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        _process.ExitCode.ShouldBe(0, await _errors);
        return await _errors;
    }

    /// <summary>Sends it a signal, such as STOP or CONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
