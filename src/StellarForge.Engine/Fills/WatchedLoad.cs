namespace StellarForge.Engine;

/// <summary>A load that is given up when nothing is heard of it for too long, as when the network swallows what is sent.</summary>
/// <param name="target">Says how long it may make no progress.</param>
/// <param name="progress">Told of the load's batches, until it is given up.</param>
/// <param name="cancellationToken">Cancels the load.</param>
internal sealed class WatchedLoad(ITarget target, IProgress<BatchProgress> progress, CancellationToken cancellationToken) : IProgress<BatchProgress>, IDisposable
{
    // Until a driver has heeded that it shall stop.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly CancellationTokenSource _leave = new();

    /// <summary>The load, which may go on for a while after it was given up: some drivers heed no cancellation.</summary>
    public Task Loading { get; private set; } = Task.CompletedTask;

    /// <summary>Loads rows.</summary>
    /// <exception cref="TargetException">It was given up, and may be tried again.</exception>
    public async Task RunAsync(ITargetSession session, RowSource rows)
    {
        using var cancelled = cancellationToken.Register(() => _leave.CancelAfter(Grace));
        Restart();
        Loading = Task.Run(() => session.LoadAsync(rows, this, _cancel.Token), CancellationToken.None);
        try
        {
            await Loading.WaitAsync(_leave.Token);
        }
        catch (Exception) when (_cancel.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TargetException(
                $"{target.DisplayName}: table {rows.Schema}: the load made no progress for {target.LoadTimeout!.Value.TotalSeconds:0.#} s (command_timeout).", kind: ErrorKind.Transient);
        }
    }

    public void Report(BatchProgress value)
    {
        if (_cancel.IsCancellationRequested)
            return;
        Restart();
        progress.Report(value);
    }

    public void Dispose()
    {
        _cancel.Dispose();
        _leave.Dispose();
    }

    private void Restart()
    {
        if (target.LoadTimeout is not { } time)
            return;
        _cancel.CancelAfter(time);
        _leave.CancelAfter(time + Grace);
    }
}
