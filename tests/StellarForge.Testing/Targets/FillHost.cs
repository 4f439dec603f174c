using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StellarForge.Testing.Targets;

/// <summary>A process that fills a target, to be killed; see StellarForge.FillHost.</summary>
public sealed class FillHost : IDisposable
{
    private const int KilledBySigkill = 128 + 9;
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "StellarForge.FillHost.dll");

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _began = new();

    private FillHost(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            // The first line is written when the fill begins; the end of the stream is null.
            _began.TrySetResult();
            _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it has ended, by itself or not.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has written to its standard error.</summary>
    public string Errors => _errors.ToString();

    /// <summary>Runs a fill to its end.</summary>
    /// <returns>What it prints.</returns>
    public static Task<string> RunAsync(Model model, string uri, double scale, long chunkRows, int workers = 2) =>
        Tool.RunAsync("dotnet", Arguments(model, uri, scale, chunkRows, workers));

    /// <summary>Starts a fill, and waits until it is at work.</summary>
    public static async Task<FillHost> StartAsync(Model model, string uri, double scale, long chunkRows, int workers = 2)
    {
        var host = new FillHost(Tool.Start("dotnet", Arguments(model, uri, scale, chunkRows, workers)));
        await host._began.Task;
        return host;
    }

    /// <summary>Starts a fill, and kills it by SIGKILL.</summary>
    /// <returns>Whether it was killed before its end.</returns>
    public static async Task<bool> KillAsync(Model model, string uri, double scale, long chunkRows, TimeSpan after, int workers = 2)
    {
        using var host = await StartAsync(model, uri, scale, chunkRows, workers);
        await Task.WhenAny(host._process.WaitForExitAsync(), Task.Delay(after));
        return await host.KillAsync();
    }

    /// <summary>Kills it by SIGKILL, also while it is stopped.</summary>
    /// <returns>Whether that ended it: it may have come to its own end before.</returns>
    public async Task<bool> KillAsync()
    {
        _process.Kill();
        return await ExitAsync() == KilledBySigkill;
    }

    /// <summary>Stops it by SIGSTOP: it holds what it holds, and says nothing.</summary>
    public Task StopAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on after <see cref="StopAsync"/>.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>Waits for its end, and gives its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    // One that has ended meanwhile has no use for a signal.
    private async Task SignalAsync(string signal)
    {
        if (!HasExited)
            await Tool.RunAsync("sh", "-c", $"kill -{signal} {_process.Id.ToString(CultureInfo.InvariantCulture)} 2>/dev/null || true");
    }

    private static string[] Arguments(Model model, string uri, double scale, long chunkRows, int workers) =>
        [Program, model.Name, uri, Number(scale), Number(chunkRows), Number(workers)];

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
