using System.Diagnostics;

namespace StellarForge.Cli.Tests.Support;

/// <summary>A command line that runs, to be killed; what it writes is read, so that it never waits for a reader.</summary>
public sealed class Running : IDisposable
{
    private readonly Process _process;
    private readonly Task<CommandResult> _finished;

    private Running(Process process) => (_process, _finished) = (process, CommandLine.FinishAsync(process));

    /// <summary>Ends when it does.</summary>
    public Task<CommandResult> Finished => _finished;

    public static Running Start(CommandLine cli, string arguments) => new(cli.Start(arguments));

    /// <summary>Kills it by SIGKILL, unless it has ended.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
