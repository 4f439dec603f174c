using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Adds up what workers send, for the progress and for whoever listens to the engine's meter.</summary>
internal sealed class StreamMeter(StreamPlan plan, IBroker broker, string name, TimeProvider time, IProgress<StreamProgress>? progress) : IDisposable
{
    private static readonly TimeSpan Repetition = TimeSpan.FromSeconds(10);

    private readonly StreamTelemetry _telemetry = new(plan, broker, name);
    private readonly EventCounts _total = new(plan.Tables.Count);
    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();
    private int _shards;
    private int _processes;
    private LivePace? _pace;
    private long _spooledEvents;
    private long _spooledBytes;
    private int _away;
    private int _waitForBroker;
    private int _waitForSpool;
    private long? _waitingRows;
    private bool _isPaused;
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
        _telemetry.Add(counts);
    }

    /// <summary>Sets what the process has of the stream, and the pace of a live one.</summary>
    public void Share(int shards, int processes, LivePace? pace)
    {
        lock (_lock)
            (_shards, _processes, _pace) = (shards, processes, pace);
    }

    /// <summary>Sets what is to be said of a live stream.</summary>
    /// <param name="waitingRows">The rows that wait for their time.</param>
    /// <param name="isPaused">Whether no rows are made.</param>
    public void Live(long waitingRows, bool isPaused)
    {
        lock (_lock)
            (_waitingRows, _isPaused) = (waitingRows, isPaused);
    }

    /// <summary>Adds to what is spooled.</summary>
    /// <returns>How many events are by now.</returns>
    public long Spool(long events, long bytes)
    {
        lock (_lock)
        {
            _spooledBytes += bytes;
            _spooledEvents += events;
            _telemetry.Spooled(_spooledEvents, _spooledBytes);
            return _spooledEvents;
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
    public void Retry(Exception error, TimeSpan delay)
    {
        _telemetry.Fail(error);
        lock (_lock)
        {
            if (error.Message == _error && time.GetElapsedTime(_erred) < Repetition)
                return;
            (_error, _erred) = (error.Message, time.GetTimestamp());
        }

        Notice(FormattableString.Invariant($"{error.Message} Trying again in {delay.TotalSeconds:0.0} s."));
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
                WaitingRows = _waitingRows,
                IsPaused = _isPaused,
                Pace = _pace,
            };
        }
    }

    public void Dispose() => _telemetry.Dispose();

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
