using System.Runtime.InteropServices;
using StellarForge.Cli.Output;

namespace StellarForge.Cli;

/// <summary>Ctrl-C, and the signal to terminate: the first time work stops after the chunk in hand, the second time at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort;
    private readonly PosixSignalRegistration[] _signals;

    public Interruption(CancellationToken cancellationToken)
    {
        _abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Asks to stop after the chunk in hand.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Stops at once; what is not committed is rolled back.</summary>
    public CancellationToken Abort => _abort.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            _abort.Cancel();
            return;
        }
        Messages.Note("Stopping after the chunk in hand. Once more to stop at once.");
        _stop.Cancel();
    }
}
