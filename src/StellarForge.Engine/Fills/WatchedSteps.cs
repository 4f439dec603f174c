namespace StellarForge.Engine;

/// <summary>The steps of one chunk, of which each is given up when nothing is heard of it for too long, as when the network swallows what is sent.</summary>
/// <param name="target">Says how long a step may make no progress.</param>
/// <param name="progress">Told of the batches of a load, until it is given up.</param>
/// <param name="cancellationToken">Cancels the steps.</param>
internal sealed class WatchedSteps(ITarget target, IProgress<BatchProgress> progress, CancellationToken cancellationToken)
    : IProgress<BatchProgress>, IDisposable
{
    // Until a driver has heeded that it shall stop.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly CancellationTokenSource _leave = new();

    /// <summary>The last step, which may go on for a while after it was given up: some drivers heed no cancellation.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Runs a step on another thread, as some drivers block.</summary>
    /// <param name="name">What is said to have made no progress.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="TargetException">It was given up, and may be tried again.</exception>
    public async Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> step)
    {
        using var cancelled = cancellationToken.Register(() => _leave.CancelAfter(Grace));
        Restart();
        var running = Task.Run(() => step(_cancel.Token), CancellationToken.None);
        Running = running;
        try
        {
            return await running.WaitAsync(_leave.Token);
        }
        catch (Exception) when (_cancel.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TargetException(
                $"{target.DisplayName}: {name} made no progress for {target.LoadTimeout!.Value.TotalSeconds:0.#} s (command_timeout).",
                kind: ErrorKind.Transient);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string name, Func<CancellationToken, Task> step) => RunAsync(name, async cancel =>
    {
        await step(cancel);
        return true;
    });

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

        // Whoever cancels may have set the shorter time just before.
        if (cancellationToken.IsCancellationRequested)
            _leave.CancelAfter(Grace);
    }
}
