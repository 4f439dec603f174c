namespace StellarForge.Engine.Streams;

/// <summary>Adds up what workers send.</summary>
internal sealed class StreamMeter(StreamPlan plan, TimeProvider time, IProgress<StreamProgress>? progress)
{
    private static readonly TimeSpan Repetition = TimeSpan.FromSeconds(10);

    private readonly EventCounts _total = new(plan.Tables.Count);
    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();
    private int _shards;
    private int _processes;
    private long _spooledEvents;
    private long _spooledBytes;
    private int _away;
    private int _waitForBroker;
    private int _waitForSpool;
    private TimeSpan _waited;
    private long _measured = time.GetTimestamp();
    private TimeSpan _reported;
    private StreamWaiting _waiting;
    private string? _error;
    private long _erred;

    public void Add(EventCounts counts)
    {
        lock (_lock)
            _total.Add(counts);
    }

    /// <summary>Sets what the process has of the stream.</summary>
    public void Share(int shards, int processes)
    {
        lock (_lock)
            (_shards, _processes) = (shards, processes);
    }

    /// <summary>Adds to what is spooled.</summary>
    /// <returns>How many events are by now.</returns>
    public long Spool(long events, long bytes)
    {
        lock (_lock)
        {
            _spooledBytes += bytes;
            return _spooledEvents += events;
        }
    }

    /// <summary>Adds to the workers that have lost the broker.</summary>
    public void Away(int workers)
    {
        lock (_lock)
            _away += workers;
    }

    /// <summary>Says that a worker waits, from now on until it is disposed.</summary>
    public Waiter Wait(StreamWaiting what) => new(this, what);

    /// <summary>Reports how far it is.</summary>
    public void Report()
    {
        lock (_lock)
        {
            Measure();
            var elapsed = time.GetElapsedTime(_started);
            _waiting = _waitForSpool > 0 ? StreamWaiting.Spool
                : _away > 0 || _waited > (elapsed - _reported) / 2 ? StreamWaiting.Broker : StreamWaiting.Nothing;
            (_waited, _reported) = (TimeSpan.Zero, elapsed);
        }

        progress?.Report(Snapshot());
    }

    /// <summary>Says something at once.</summary>
    public void Notice(string text) => progress?.Report(Snapshot() with { Notice = text });

    /// <summary>Says that a connection is tried again, unless the same was just said of another.</summary>
    public void Retry(string error, TimeSpan delay)
    {
        lock (_lock)
        {
            if (error == _error && time.GetElapsedTime(_erred) < Repetition)
                return;
            (_error, _erred) = (error, time.GetTimestamp());
        }

        Notice(FormattableString.Invariant($"{error} Trying again in {delay.TotalSeconds:0.0} s."));
    }

    public StreamProgress Snapshot()
    {
        lock (_lock)
        {
            return new StreamProgress(
                [.. plan.Tables.Select((table, index) => _total.Of(index, table.Table))], _total.Bytes, _shards, _processes, time.GetElapsedTime(_started))
            {
                SpooledEvents = _spooledEvents,
                SpooledBytes = _spooledBytes,
                Waiting = _waiting,
            };
        }
    }

    private void Add(StreamWaiting what, int workers)
    {
        lock (_lock)
        {
            Measure();
            if (what == StreamWaiting.Spool)
                _waitForSpool += workers;
            else
                _waitForBroker += workers;
        }
    }

    private void Measure()
    {
        var now = time.GetTimestamp();
        _waited += time.GetElapsedTime(_measured, now) * _waitForBroker;
        _measured = now;
    }

    /// <summary>A worker that waits.</summary>
    internal readonly struct Waiter : IDisposable
    {
        private readonly StreamMeter _meter;
        private readonly StreamWaiting _what;

        public Waiter(StreamMeter meter, StreamWaiting what)
        {
            (_meter, _what) = (meter, what);
            meter.Add(what, 1);
        }

        /// <inheritdoc/>
        public void Dispose() => _meter.Add(_what, -1);
    }
}

/// <summary>Counts of events by table and kind.</summary>
internal sealed class EventCounts(int tables)
{
    private const int Kinds = 5;

    private readonly long[] _counts = new long[tables * Kinds];

    public long Bytes { get; set; }

    public void Add(EventPlace place, in RowFaults faults)
    {
        var of = _counts.AsSpan(place.Table * Kinds, Kinds);
        switch (place.Copy)
        {
            case EventCopy.Row:
                of[0]++;
                of[1] += faults.IsLate ? 1 : 0;
                of[2] += faults.IsOutOfOrder ? 1 : 0;
                break;
            case EventCopy.Duplicate:
                of[3]++;
                break;
            default:
                of[4]++;
                break;
        }
    }

    public void Add(EventCounts other)
    {
        for (var index = 0; index < _counts.Length; index++)
            _counts[index] += other._counts[index];
        Bytes += other.Bytes;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Bytes = 0;
    }

    public TableCounts Of(int index, Table table)
    {
        var of = _counts.AsSpan(index * Kinds, Kinds);
        return new TableCounts(table, of[0], of[1], of[2], of[3], of[4]);
    }
}
