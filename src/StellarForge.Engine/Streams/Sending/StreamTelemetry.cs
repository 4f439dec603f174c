using System.Diagnostics.Metrics;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Telemetry;
using static StellarForge.Engine.Telemetry.EngineAttributes;

namespace StellarForge.Engine.Streams;

/// <summary>What a stream tells the engine's meter, with attributes that are made once.</summary>
internal sealed class StreamTelemetry : IDisposable
{
    private readonly StreamPlan _plan;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly TableTags[] _tables;
    private readonly Func<IEnumerable<Measurement<long>>> _observeEvents;
    private readonly Func<IEnumerable<Measurement<long>>> _observeBytes;
    private long _spooledEvents;
    private long _spooledBytes;

    public StreamTelemetry(StreamPlan plan, IBroker broker, string name)
    {
        (_plan, _tags) = (plan, Tags(name, broker));
        _tables = [.. plan.Tables.Select(table => new TableTags(_tags, table))];
        _observeEvents = () => [new Measurement<long>(Volatile.Read(ref _spooledEvents), _tags)];
        _observeBytes = () => [new Measurement<long>(Volatile.Read(ref _spooledBytes), _tags)];
        EngineMeter.SpoolEvents.Add(_observeEvents);
        EngineMeter.SpoolBytes.Add(_observeBytes);
    }

    /// <summary>The attributes of a stream.</summary>
    public static KeyValuePair<string, object?>[] Tags(string name, IBroker broker) =>
        [Tag(EngineAttributes.Stream, name), Tag(MessagingSystem, broker.SystemName)];

    /// <summary>Tells of events that were acknowledged.</summary>
    public void Add(EventCounts counts)
    {
        for (var index = 0; index < _tables.Length; index++)
        {
            var (of, tags) = (counts.Of(index, _plan.Tables[index].Table), _tables[index]);
            EngineMeter.Generated.AddAny(of.Events, tags.Row);
            EngineMeter.Generated.AddAny(of.Duplicates, tags.Duplicate);
            EngineMeter.Generated.AddAny(of.Bad, tags.Bad);
            EngineMeter.Faults.AddAny(of.Late, tags.LateFault);
            EngineMeter.Faults.AddAny(of.Disorder, tags.DisorderFault);
            EngineMeter.Faults.AddAny(of.Duplicates, tags.Duplicate);
            EngineMeter.Faults.AddAny(of.Bad, tags.Bad);
        }
    }

    /// <summary>Knows what is spooled by now.</summary>
    public void Spooled(long events, long bytes)
    {
        Volatile.Write(ref _spooledEvents, events);
        Volatile.Write(ref _spooledBytes, bytes);
    }

    /// <summary>Tells of a failure after which it is tried again.</summary>
    public void Fail(Exception error) => CountError(error, _tags);

    public void Dispose()
    {
        EngineMeter.SpoolEvents.Remove(_observeEvents);
        EngineMeter.SpoolBytes.Remove(_observeBytes);
    }

    private sealed class TableTags(KeyValuePair<string, object?>[] stream, StreamTable table)
    {
        public KeyValuePair<string, object?>[] Row { get; } = Of(stream, table, "row");

        public KeyValuePair<string, object?>[] Duplicate { get; } = Of(stream, table, "duplicate");

        public KeyValuePair<string, object?>[] Bad { get; } = Of(stream, table, "bad");

        public KeyValuePair<string, object?>[] LateFault { get; } = Of(stream, table, "late");

        public KeyValuePair<string, object?>[] DisorderFault { get; } = Of(stream, table, "disorder");

        private static KeyValuePair<string, object?>[] Of(KeyValuePair<string, object?>[] stream, StreamTable table, string kind) =>
            [.. stream, Tag(Destination, table.Topic), Tag(EngineAttributes.Table, table.Table.Schema.QualifiedName), Tag(Kind, kind)];
    }
}
