using System.Runtime.InteropServices;
using StellarForge.Cli.Output;

namespace StellarForge.Cli;

/// <summary>
/// Ctrl-C, and the signal to terminate: the first time work stops after the chunk in hand, or is rolled back when that takes
/// longer than whoever ends processes waits; the second time at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan RollBack = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort;
    private readonly CancellationTokenSource _leave = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Lock _handling = new();
    private bool _isOver;

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

    /// <summary>
    /// Waits for work that stops by those two. Work that does not, as a driver in a transfer that the network swallowed may not,
    /// is left: the end of the process closes its connections, and what was not committed is rolled back.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was stopped at once, or left.</exception>
    public Task<T> WaitAsync<T>(Task<T> work) => work.WaitAsync(_leave.Token);

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();

        // A signal of just now may still be on its way to the handler.
        lock (_handling)
            _isOver = true;
        _stop.Dispose();
        _abort.Dispose();
        _leave.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_handling)
        {
            if (!_isOver)
                Interrupt();
        }
    }

    private void Interrupt()
    {
        if (_stop.IsCancellationRequested)
        {
            _leave.CancelAfter(RollBack);
            _abort.Cancel();
            return;
        }

        Messages.Note("Stopping after the work in hand, or in a few seconds. Once more to stop at once.");
        _leave.CancelAfter(Grace + RollBack);
        _abort.CancelAfter(Grace);
        _stop.Cancel();
    }
}
