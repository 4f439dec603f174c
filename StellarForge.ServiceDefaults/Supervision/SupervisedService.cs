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
    private readonly List<Task> _running = [];
    private bool _isDisposed;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var work in works)
            Run(work.RunAsync);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _abort.CancelAfter(patience);

        // What does not heed that, as a driver may not in a transfer that the network swallowed, is left: with the process its connections end.
        await Task.WhenAny(Running(), Task.Delay(patience + RollBack, cancellationToken));
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

    /// <summary>Runs work beside the other, that ends in the same way.</summary>
    /// <param name="work">The work; it is given what stops it after what is in hand, and what stops it at once.</param>
    protected void Run(Func<CancellationToken, CancellationToken, Task> work)
    {
        lock (_running)
        {
            _running.RemoveAll(running => running.IsCompleted);
            _running.Add(Task.Run(() => work(_stop.Token, _abort.Token), CancellationToken.None));
        }
    }

    private Task Running()
    {
        lock (_running)
            return Task.WhenAll(_running);
    }

    /// <summary>Ends what it holds.</summary>
    /// <param name="disposing">Whether it is disposed.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || !Running().IsCompleted)
            return;
        _stop.Dispose();
        _abort.Dispose();
    }
}
