using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Counts what a pipeline does, for its progress and for whoever listens to the engine's meter.</summary>
internal sealed class PipelineMeter : IAsyncDisposable
{
    private readonly PipelinePlan _plan;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly IProgress<PipelineProgress>? _progress;
    private readonly PipelineTelemetry _telemetry;
    private readonly Counts[] _counts;
    private readonly LatencyHistogram _latency = new();
    private readonly Lock _reports = new();
    private readonly long _started;
    private readonly ITimer? _timer;
    private long[]? _reported;
    private volatile TotalLag _lag = new(0, null);
    private volatile bool _isBrokerAway;
    private volatile bool _isTargetAway;

    public PipelineMeter(
        PipelinePlan plan, IBroker broker, IPipelineTarget target, string name, PipelineOptions options, IProgress<PipelineProgress>? progress)
    {
        (_plan, _name, _time, _progress) = (plan, name, options.Time, progress);
        _telemetry = new PipelineTelemetry(plan, broker, target);
        _counts = [.. plan.Tables.Select(_ => new Counts())];
        _started = _time.GetTimestamp();
        if (progress is not null)
            _timer = _time.CreateTimer(_ => Report(null), null, options.ReportInterval, options.ReportInterval);
    }

    /// <summary>A message was read. By the reading thread.</summary>
    public void Consume(int topic) => _telemetry.Consume(topic);

    /// <summary>A message was read, and is none that was there before. By the reading thread.</summary>
    public void Read(int topic, int bytes) => _counts[topic].Bytes += bytes;

    /// <summary>An event was there before. By the reading thread.</summary>
    public void Repeat(int topic)
    {
        _counts[topic].Repeated++;
        _telemetry.Repeat(topic);
    }

    /// <summary>All messages of a read are counted. By the reading thread.</summary>
    public void EndRead() => _telemetry.Read();

    /// <summary>How far the partitions are behind.</summary>
    public void Behind(IReadOnlyList<PartitionLag> partitions)
    {
        _lag = new TotalLag(partitions.Count, partitions.Sum(partition => partition.Events));
        _telemetry.Behind(partitions);
    }

    /// <summary>A transaction was committed. By the committing thread.</summary>
    public void Commit(int topic, WriteOutcome outcome)
    {
        var counts = _counts[topic];
        counts.Written += outcome.Written;
        counts.Ignored += outcome.Ignored;
        _telemetry.Commit(topic, outcome);
    }

    /// <summary>A dead letter was committed. By the committing thread.</summary>
    public void Commit(int topic, DeadLetterReason reason)
    {
        _counts[topic].DeadLetters++;
        _telemetry.Commit(topic, reason);
    }

    /// <summary>An event was committed. By the committing thread.</summary>
    /// <param name="microseconds">The time since it was made.</param>
    public void Took(long microseconds) => _latency.Record(microseconds);

    /// <summary>Events that were made at the same time were committed: told once of them. By the committing thread.</summary>
    /// <param name="microseconds">The time since they were made.</param>
    public void AllTook(long microseconds) => _telemetry.Took(microseconds);

    /// <summary>The transaction of a batch took its time.</summary>
    public void Transaction(TimeSpan time) => _telemetry.Transaction(time);

    /// <summary>Something failed, and is tried again: it is waited for until it answers.</summary>
    public void Retry(Exception error, string notice)
    {
        _telemetry.Fail(error);
        if (error is TargetException)
            _isTargetAway = true;
        else
            _isBrokerAway = true;
        Notice(notice);
    }

    /// <summary>The target did what it was asked to.</summary>
    public void TargetAnswered() => _isTargetAway = false;

    /// <summary>The broker was read. By the reading thread.</summary>
    public void BrokerAnswered() => _isBrokerAway = false;

    /// <summary>Says something at once.</summary>
    public void Notice(string notice)
    {
        if (_progress is not null)
            Report(notice);
    }

    /// <summary>The totals since the beginning.</summary>
    public PipelineProgress Total() => Current(LatencyOf(_latency.Snapshot(), null), null);

    /// <summary>Says how far it is, at its end.</summary>
    public void Report()
    {
        lock (_reports)
            _progress?.Report(Current(null, null));
    }

    /// <summary>Ends it: nothing is reported afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        _telemetry.Dispose();
    }

    private void Report(string? notice)
    {
        // A receiver that takes its time misses reports, and holds nothing up; notices are not missed.
        if (notice is null ? !_reports.TryEnter() : !Entered())
            return;
        try
        {
            LatencyPercentiles? latency = null;
            if (notice is null)
            {
                var counts = _latency.Snapshot();
                latency = LatencyOf(counts, _reported);
                _reported = counts;
            }

            _progress!.Report(Current(latency, notice));
        }
        finally
        {
            _reports.Exit();
        }

        bool Entered()
        {
            _reports.Enter();
            return true;
        }
    }

    private PipelineProgress Current(LatencyPercentiles? latency, string? notice) => new(
        _name,
        [.. _counts.Select((counts, topic) => new PipelineTableProgress(
            _plan.Tables[topic].Schema.QualifiedName, _plan.Tables[topic].Topic,
            counts.Written, counts.Ignored, counts.DeadLetters, counts.Repeated, counts.Bytes))],
        _time.GetElapsedTime(_started),
        _lag.Messages,
        _lag.Partitions,
        latency,
        notice)
    {
        IsWaiting = _isBrokerAway || _isTargetAway,
    };

    private static LatencyPercentiles? LatencyOf(long[] after, long[]? before) =>
        LatencyHistogram.Percentile(after, before, 0.5) is { } half
            ? new LatencyPercentiles(half, LatencyHistogram.Percentile(after, before, 0.95)!.Value, LatencyHistogram.Percentile(after, before, 0.99)!.Value)
            : null;

    private sealed record TotalLag(int Partitions, long? Messages);

    // Each field is written by one thread, and read by that of the reports.
    private sealed class Counts
    {
        public long Written { get; set; }

        public long Ignored { get; set; }

        public long DeadLetters { get; set; }

        public long Repeated { get; set; }

        public long Bytes { get; set; }
    }
}
