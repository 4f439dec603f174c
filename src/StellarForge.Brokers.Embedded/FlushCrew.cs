namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Threads that flush files at the same time: file systems flush many for the price of one, where they are asked at once. Threads of the pool would be too
/// few, as they block. <see cref="Flush"/> is for one thread at a time.
/// </summary>
internal sealed class FlushCrew : IDisposable
{
    private const int MostThreads = 16;

    private readonly object _gate = new();
    private readonly SemaphoreSlim _finished = new(0);
    private readonly Queue<PartitionWriter> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _unfinished;
    private Exception? _error;
    private bool _isDisposed;

    /// <summary>Flushes the files of writers, and returns once all are.</summary>
    /// <exception cref="IOException">One could not be flushed.</exception>
    public void Flush(List<PartitionWriter> writers)
    {
        while (_threads.Count < Math.Min(writers.Count - 1, MostThreads))
            Start();
        lock (_gate)
        {
            _error = null;
            _unfinished = writers.Count;
            foreach (var writer in writers)
                _waiting.Enqueue(writer);

            // The caller flushes, too: no more are woken than have something to do.
            for (var others = 1; others < writers.Count; others++)
                Monitor.Pulse(_gate);
        }

        while (TryTake(wait: false) is { } writer)
            FlushOne(writer);
        _finished.Wait();
        if (_error is { } error)
            throw new IOException(error.Message, error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }

        _threads.ForEach(thread => thread.Join());
        _finished.Dispose();
    }

    private void Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "StellarForge flush" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Run()
    {
        while (TryTake(wait: true) is { } writer)
            FlushOne(writer);
    }

    private PartitionWriter? TryTake(bool wait)
    {
        lock (_gate)
        {
            while (wait && _waiting.Count == 0 && !_isDisposed)
                Monitor.Wait(_gate);
            return _waiting.TryDequeue(out var writer) ? writer : null;
        }
    }

    private void FlushOne(PartitionWriter writer)
    {
        Exception? error = null;
        try
        {
            writer.Flush();
        }
        catch (IOException failure)
        {
            error = failure;
        }

        lock (_gate)
        {
            _error ??= error;
            if (--_unfinished == 0)
                _finished.Release();
        }
    }
}
