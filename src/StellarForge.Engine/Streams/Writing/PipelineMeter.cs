using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StellarForge.Engine.Streams;

/// <summary>Counts what a pipeline does, for its progress and for whoever listens to the meter <c>StellarForge.Streams</c>.</summary>
internal sealed class PipelineMeter : IDisposable
{
    private static readonly Meter Source = new("StellarForge.Streams");
    private static readonly Counter<long> Consumed = Source.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were read from the broker");
    private static readonly Counter<long> Events = Source.CreateCounter<long>(
        "stellarforge.write.events", "{event}", "Events that were committed, by table and outcome");
    private static readonly Counter<long> DeadLetters = Source.CreateCounter<long>(
        "stellarforge.write.dead_letters", "{event}", "Dead letters that were recorded, by table and reason");
    private static readonly Histogram<double> Duration = Source.CreateHistogram<double>(
        "stellarforge.write.duration", "s", "The time that the transaction of a batch took");
    private static readonly Histogram<double> Latency = Source.CreateHistogram<double>(
        "stellarforge.write.latency", "s", "The time from the making of an event to its commit");

    private static readonly Gauge<long> Lag = Source.CreateGauge<long>(
        "stellarforge.write.lag", "{message}", "Messages of the partitions in hand that are not committed yet");

    private readonly PipelinePlan _plan;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly IProgress<PipelineProgress>? _progress;
    private readonly Counts[] _counts;
    private readonly LatencyHistogram _latency = new();
    private readonly Lock _reports = new();
    private readonly long _started;
    private readonly ITimer? _timer;
    private long[]? _reported;
    private volatile PartitionLag _lag = new(0, null);

    public PipelineMeter(PipelinePlan plan, string name, PipelineOptions options, IProgress<PipelineProgress>? progress)
    {
        (_plan, _name, _time, _progress) = (plan, name, options.Time, progress);
        _counts = [.. plan.Tables.Select(_ => new Counts())];
        _started = _time.GetTimestamp();
        if (progress is not null)
            _timer = _time.CreateTimer(_ => Report(null), null, options.ReportInterval, options.ReportInterval);
    }

    private KeyValuePair<string, object?> Pipeline => new("stellarforge.pipeline", _plan.Name);

    /// <summary>A message was read, and is none that was there before. By the reading thread.</summary>
    public void Read(int topic, int bytes) => _counts[topic].Bytes += bytes;

    /// <summary>An event was there before. By the reading thread.</summary>
    public void Repeat(int topic) => _counts[topic].Repeated++;

    /// <summary>Messages were read from the broker.</summary>
    public void Consume(int messages) => Consumed.Add(messages, new KeyValuePair<string, object?>("messaging.consumer.group.name", _plan.Name));

    /// <summary>How far the partitions are behind.</summary>
    public void Behind(int partitions, long messages)
    {
        _lag = new PartitionLag(partitions, messages);
        Lag.Record(messages, Pipeline);
    }

    /// <summary>A transaction was committed. By the committing thread.</summary>
    public void Commit(int topic, WriteOutcome outcome)
    {
        var counts = _counts[topic];
        counts.Written += outcome.Written;
        counts.Ignored += outcome.Ignored;
        Add(topic, "written", outcome.Written);
        Add(topic, "ignored", outcome.Ignored);
    }

    /// <summary>A dead letter was committed. By the committing thread.</summary>
    public void Commit(int topic, DeadLetterReason reason)
    {
        _counts[topic].DeadLetters++;
        Add(topic, "dead_letter", 1);
        DeadLetters.Add(1, Tags(topic, "stellarforge.reason", reason.ToString()));
    }

    /// <summary>An event was committed. By the committing thread.</summary>
    /// <param name="microseconds">The time since it was made.</param>
    public void Took(long microseconds)
    {
        _latency.Record(microseconds);
        if (Latency.Enabled)
            Latency.Record(Math.Max(0, microseconds) / 1e6, Pipeline);
    }

    /// <summary>The transaction of a batch took its time.</summary>
    public void Transaction(TimeSpan time) => Duration.Record(time.TotalSeconds, Pipeline);

    /// <summary>Says something at once.</summary>
    public void Notice(string notice)
    {
        if (_progress is not null)
            Report(notice);
    }

    /// <summary>The totals since the beginning.</summary>
    public PipelineProgress Total() => Current(LatencyOf(_latency.Snapshot(), null), null);

    public void Dispose() => _timer?.Dispose();

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
        notice);

    private static LatencyPercentiles? LatencyOf(long[] after, long[]? before) =>
        LatencyHistogram.Percentile(after, before, 0.5) is { } half
            ? new LatencyPercentiles(half, LatencyHistogram.Percentile(after, before, 0.95)!.Value, LatencyHistogram.Percentile(after, before, 0.99)!.Value)
            : null;

    private void Add(int topic, string outcome, long events)
    {
        if (events > 0)
            Events.Add(events, Tags(topic, "stellarforge.outcome", outcome));
    }

    private TagList Tags(int topic, string name, string value) => new()
    {
        { "stellarforge.pipeline", _plan.Name },
        { "stellarforge.table", _plan.Tables[topic].Schema.QualifiedName },
        { name, value },
    };

    private sealed record PartitionLag(int Partitions, long? Messages);

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
