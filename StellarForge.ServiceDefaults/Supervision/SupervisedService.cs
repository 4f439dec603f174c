using Microsoft.Extensions.Hosting;

namespace StellarForge.ServiceDefaults;

/// <summary>Runs work side by side as long as the process runs; then it has a set time to finish what is in hand, and is stopped at once after that.</summary>
/// <param name="works">The work.</param>
/// <param name="patience">How long it may take to finish what is in hand.</param>
public abstract class SupervisedService(IReadOnlyList<SupervisedWork> works, TimeSpan patience) : IHostedService, IDisposable
{
    // What a rollback takes.
    private static readonly TimeSpan RollBack = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _running = Task.CompletedTask;
    private bool _isDisposed;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(works.Select(work => Task.Run(() => work.RunAsync(_stop.Token, _abort.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _abort.CancelAfter(patience);

        // What does not heed that, as a driver may not in a transfer that the network swallowed, is left: with the process its connections end.
        await Task.WhenAny(_running, Task.Delay(patience + RollBack, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A container disposes it once for each service that it is.
        if (!_isDisposed)
            Dispose(disposing: true);
        _isDisposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what it holds.</summary>
    /// <param name="disposing">Whether it is disposed.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || !_running.IsCompleted)
            return;
        _stop.Dispose();
        _abort.Dispose();
    }
}
