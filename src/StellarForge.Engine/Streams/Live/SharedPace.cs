namespace StellarForge.Engine.Streams;

/// <summary>
/// The pace of a live stream in a process that sends it: what the control log said last, and changes that are still to stand there. The run of the moment
/// makes them, as soon as the broker takes them; where there is none, the next one does. Safe for many threads.
/// </summary>
/// <param name="pace">What the stream begins with.</param>
public sealed class SharedPace(LivePace pace)
{
    private readonly Lock _lock = new();
    private readonly Queue<Change> _changes = [];
    private LivePace _logged = pace;

    /// <summary>What is to be, once all changes stand in the control log.</summary>
    public LivePace Current
    {
        get
        {
            lock (_lock)
                return _changes.Aggregate(_logged, (was, change) => change.Make(was));
        }
    }

    /// <summary>Changes the pace, after what is to change already. All processes of the stream follow.</summary>
    /// <param name="change">Says what is to be of what is. It may be asked again, where another process was faster.</param>
    /// <returns>Ends when the change stands in the control log.</returns>
    /// <exception cref="FillRefusedException">The stream can't go on so, and goes on as it was.</exception>
    public Task ChangeAsync(Func<LivePace, LivePace> change) => AddAsync(new Change(change, OnlyAlone: false));

    /// <summary>Says what the stream begins with, where nobody else sends it at that time; else what the others go by holds here as well.</summary>
    /// <param name="begin">What it begins with.</param>
    /// <returns>Ends when that is settled.</returns>
    /// <exception cref="FillRefusedException">The stream can't go on so, and goes on as it was.</exception>
    public Task BeginAsync(LivePace begin) => AddAsync(new Change(_ => begin, OnlyAlone: true));

    /// <summary>Makes the changes that wait, of a stream that runs.</summary>
    /// <param name="log">The stream's control log.</param>
    /// <param name="name">The stream's name.</param>
    /// <param name="isAlone">Whether no other process sends it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task WriteAsync(ControlLog log, string name, bool isAlone, CancellationToken cancellationToken)
    {
        while (Next() is { } change)
        {
            FillRefusedException? refused = null;
            try
            {
                if (isAlone || !change.OnlyAlone)
                    await LiveControl.SetAsync(log, name, change.Make, cancellationToken);
            }
            catch (FillRefusedException error)
            {
                refused = error;
            }

            lock (_lock)
                (_, _logged) = (_changes.Dequeue(), log.Pace ?? _logged);
            if (refused is null)
                change.Done.SetResult();
            else
                change.Done.SetException(refused);
        }
    }

    /// <summary>Knows what the log says by now.</summary>
    internal void Read(ControlLog log)
    {
        lock (_lock)
            _logged = log.Pace ?? _logged;
    }

    private Task AddAsync(Change waiting)
    {
        lock (_lock)
            _changes.Enqueue(waiting);
        return waiting.Done.Task;
    }

    private Change? Next()
    {
        lock (_lock)
            return _changes.TryPeek(out var change) ? change : null;
    }

    private sealed record Change(Func<LivePace, LivePace> Make, bool OnlyAlone)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
