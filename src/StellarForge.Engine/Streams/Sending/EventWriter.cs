using StellarForge.Engine.Brokers;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>Writes the events of one shard as messages, each with its number and that of the event before it in its lane.</summary>
internal sealed class EventWriter : IDisposable
{
    private readonly StreamPlan _plan;
    private readonly Guid _stream;
    private readonly int _shard;
    private readonly TableWriter[] _tables;
    private readonly long[][] _lanes;
    private readonly EventTimes _times;
    private readonly ShardEvents _events;
    private readonly long _limit;
    private LiveHorizon? _horizon;
    private long _next;
    private long _rows;

    /// <param name="plan">The stream.</param>
    /// <param name="times">Its times.</param>
    /// <param name="stream">Its id.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="position">Where to go on.</param>
    /// <param name="horizon">How far it may go, of a live stream.</param>
    /// <param name="count">The rows that the stream sends in all, or <see langword="null"/>.</param>
    public EventWriter(StreamPlan plan, EventTimes times, Guid stream, int shard, ShardPosition position, LiveHorizon? horizon, long? count)
    {
        (_plan, _times, _stream, _shard) = (plan, times, stream, shard);
        _tables = [.. plan.Tables.Select(table => new TableWriter(table.Table.Schema, plan.Format))];
        _lanes = [.. position.Lanes.Select(lanes => lanes.ToArray())];
        (_next, _rows) = (position.Next, position.Rows);
        _limit = count is { } rows ? StreamCounts.ShardLimit(plan, rows, shard) : long.MaxValue;
        Begin(horizon);
        _events = new ShardEvents(plan, times, shard, position.After, horizon?.Limit ?? long.MaxValue);
        After = position.After;
    }

    /// <summary>Whether there is another event by now.</summary>
    public bool HasNext => _rows < _limit && _events.HasNext;

    /// <summary>Whether there will never be another.</summary>
    public bool HasEnded => _rows >= _limit || _events.HasEnded;

    /// <summary>How many events wait for their time.</summary>
    public long Waiting => _events.Waiting;

    /// <summary>The send time of the next event.</summary>
    public long NextTime => _events.Current.SendTime;

    /// <summary>The number of the next event.</summary>
    public long Next => _next;

    /// <summary>What was written last.</summary>
    public EventPlace After { get; private set; }

    /// <summary>Lets it go on, of a live stream.</summary>
    public void Extend(LiveHorizon horizon)
    {
        if (ReferenceEquals(horizon, _horizon))
            return;
        Begin(horizon);
        _events.Extend(horizon.Limit);
    }

    /// <summary>Appends the next event to a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="timestamp">When the message is made, in microseconds since 1970 UTC.</param>
    /// <param name="traceParent">The trace context of its making; empty for none.</param>
    /// <param name="counts">What the event is added to.</param>
    public void Write(MessageBatch batch, long timestamp, ReadOnlySpan<byte> traceParent, EventCounts counts)
    {
        var place = _events.Current;
        var faults = _events.Faults;
        var row = _events.Row();
        var (table, writer) = (_plan.Tables[place.Table], _tables[place.Table]);
        var partition = PartitionOf(row, place, table.Partitions);
        ref var last = ref _lanes[place.Table][partition];
        batch.Add(new Message
        {
            Partition = new TopicPartition(table.Topic, partition),
            Timestamp = timestamp,
            Key = row.Probe.Key,
            Value = writer.Encode(row.Row, place.Copy == EventCopy.Bad ? faults.Damage : null),
            Origin = new EventOrigin(_stream, _shard, _next, last) { IsCopy = place.Copy != EventCopy.Row },
            TraceParent = traceParent,
        });
        last = _next++;
        counts.Add(place, faults);
        if (place.Copy == EventCopy.Row)
            _rows++;
        After = place;
        _events.Advance();
    }

    /// <summary>The partition of an event: that of its row's key or, without one, of its place in the table.</summary>
    public static int PartitionOf(TableEvents row, EventPlace place, int partitions) =>
        row.Probe.Key is { IsEmpty: false } key ? PartitionHash.Of(key, partitions) : PartitionHash.Of(place.Row, partitions);

    /// <summary>Where to go on after what was written.</summary>
    public ShardPosition Position => new(_next, _rows, After, [.. _lanes.Select(lanes => lanes.ToArray())]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        foreach (var table in _tables)
            table.Dispose();
    }

    // Segments begin between two events: nothing that was looked at becomes other.
    private void Begin(LiveHorizon? horizon)
    {
        if (horizon is not null)
            ((LiveTimes)_times).Begin(_shard, horizon.Segments);
        _horizon = horizon;
    }

    private sealed class TableWriter(TableSchema schema, MessageFormat format) : IDisposable
    {
        private static readonly ulong Faults = (ulong)Enum.GetValues<MessageFault>().Length;

        private readonly MessageEncoder _encoder = format.CreateEncoder(schema);
        private readonly MessageDamager _damager = format.CreateDamager(schema);
        private readonly StagedSource _source = new(schema);
        private readonly MessageBuffer _message = new();
        private readonly MessageBuffer _damaged = new();

        public ReadOnlySpan<byte> Encode(StagedRow row, ulong? damage)
        {
            _source.Give(row);
            _message.Clear();
            _encoder.Write(_source, _message);
            if (damage is not { } random)
                return _message[0];
            _damaged.Clear();
            _damager.Damage(_damager.Possible((MessageFault)(random % Faults)), _message[0], random / Faults, _damaged);
            return _damaged[0];
        }

        public void Dispose()
        {
            _encoder.Dispose();
            _message.Dispose();
            _damaged.Dispose();
        }
    }

    // One row that is in memory, as a source of its own.
    private sealed class StagedSource(TableSchema schema) : RowSource
    {
        private StagedRow? _row;

        public override TableSchema Schema => schema;

        public void Give(StagedRow row) => _row = row;

        public override bool WriteTo<TSink>(ref TSink sink)
        {
            _row?.WriteTo(ref sink);
            RowsWritten += _row is null ? 0 : 1;
            _row = null;
            return false;
        }
    }
}
