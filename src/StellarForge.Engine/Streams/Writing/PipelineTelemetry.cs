using System.Diagnostics.Metrics;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Telemetry;
using static StellarForge.Engine.Telemetry.EngineAttributes;

namespace StellarForge.Engine.Streams;

/// <summary>What a pipeline tells the engine's meter, with attributes that are made once.</summary>
internal sealed class PipelineTelemetry : IDisposable
{
    private static readonly DeadLetterReason[] Reasons = Enum.GetValues<DeadLetterReason>();

    private readonly string _system;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly TableTags[] _tables;
    private readonly int[] _consumed;
    private readonly int[] _repeated;
    private readonly Func<IEnumerable<Measurement<long>>> _observeLag;
    private volatile IReadOnlyList<PartitionLag> _lags = [];

    public PipelineTelemetry(PipelinePlan plan, IBroker broker, IPipelineTarget target)
    {
        _system = broker.SystemName;
        _tags = Tags(plan.Name, target);
        _tables = [.. plan.Tables.Select(table => new TableTags(table, _tags, target.SystemName, _system))];
        (_consumed, _repeated) = (new int[plan.Tables.Count], new int[plan.Tables.Count]);
        _observeLag = ObserveLag;
        EngineMeter.Lag.Add(_observeLag);
    }

    /// <summary>The attributes of a pipeline.</summary>
    public static KeyValuePair<string, object?>[] Tags(string name, IPipelineTarget target) => [Tag(Pipeline, name), Tag(Target, target.DisplayName)];

    /// <summary>A message was read. By the reading thread, as is the next.</summary>
    public void Consume(int topic) => _consumed[topic]++;

    /// <summary>An event was there before.</summary>
    public void Repeat(int topic) => _repeated[topic]++;

    /// <summary>Tells of what was read since the last time.</summary>
    public void Read()
    {
        for (var topic = 0; topic < _tables.Length; topic++)
        {
            EngineMeter.Consumed.AddAny(_consumed[topic], _tables[topic].Consumed);
            EngineMeter.Written.AddAny(_repeated[topic], _tables[topic].Repeated);
        }

        Array.Clear(_consumed);
        Array.Clear(_repeated);
    }

    /// <summary>Knows how far the partitions are behind.</summary>
    public void Behind(IReadOnlyList<PartitionLag> lags) => _lags = lags;

    /// <summary>Tells of a commit.</summary>
    public void Commit(int topic, WriteOutcome outcome)
    {
        EngineMeter.Written.AddAny(outcome.Written, _tables[topic].Written);
        EngineMeter.Written.AddAny(outcome.Ignored, _tables[topic].Ignored);
    }

    /// <summary>Tells of a dead letter.</summary>
    public void Commit(int topic, DeadLetterReason reason)
    {
        EngineMeter.Written.Add(1, _tables[topic].DeadLetter);
        EngineMeter.DeadLetters.Add(1, _tables[topic].Reasons[(int)reason]);
    }

    /// <summary>Tells of the time from the making of some events to their commit.</summary>
    public void Took(long microseconds) => EngineMeter.EndToEndDuration.Record(Math.Max(0, microseconds) / 1e6, _tags);

    /// <summary>Tells of the time that a transaction took.</summary>
    public void Transaction(TimeSpan time) => EngineMeter.WriteDuration.Record(time.TotalSeconds, _tables[0].Target);

    /// <summary>Tells of a failure.</summary>
    public void Fail(Exception error) => CountError(error, _tags);

    public void Dispose() => EngineMeter.Lag.Remove(_observeLag);

    private IEnumerable<Measurement<long>> ObserveLag() => _lags.Select(lag => new Measurement<long>(
        lag.Events,
        [
            .. _tags, Tag(MessagingSystem, _system), Tag(Destination, lag.Partition.Topic),
            Tag(Partition, FormattableString.Invariant($"{lag.Partition.Partition}")),
        ]));

    private sealed class TableTags(PipelineTable table, KeyValuePair<string, object?>[] pipeline, string target, string broker)
    {
        public KeyValuePair<string, object?>[] Target { get; } = [.. pipeline, Tag(DatabaseSystem, target)];

        public KeyValuePair<string, object?>[] Consumed { get; } = [.. pipeline, Tag(MessagingSystem, broker), Tag(Destination, table.Topic)];

        public KeyValuePair<string, object?>[] Written { get; } = Of(table, pipeline, target, Outcome, "written");

        public KeyValuePair<string, object?>[] Ignored { get; } = Of(table, pipeline, target, Outcome, "ignored");

        public KeyValuePair<string, object?>[] Repeated { get; } = Of(table, pipeline, target, Outcome, "repeated");

        public KeyValuePair<string, object?>[] DeadLetter { get; } = Of(table, pipeline, target, Outcome, "dead_letter");

        public KeyValuePair<string, object?>[][] Reasons { get; } =
            [.. PipelineTelemetry.Reasons.Select(reason => Of(table, pipeline, target, Reason, NameOf(reason)))];

        private static KeyValuePair<string, object?>[] Of(
            PipelineTable table, KeyValuePair<string, object?>[] pipeline, string target, string name, string value) =>
            [.. pipeline, Tag(DatabaseSystem, target), Tag(EngineAttributes.Table, table.Schema.QualifiedName), Tag(name, value)];
    }
}

/// <summary>How far a partition is behind.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Events">Its messages that are not committed yet.</param>
internal readonly record struct PartitionLag(TopicPartition Partition, long Events);
