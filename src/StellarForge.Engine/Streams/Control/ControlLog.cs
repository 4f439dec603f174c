using System.Text.Json;
using StellarForge.Engine.Brokers;
using StellarForge.Live;

namespace StellarForge.Engine.Streams;

/// <summary>
/// A stream's control log: a topic of one partition, in which the first valid record wins. Whoever shares the stream reads all of it, and so all agree on what
/// the stream is, who owns its shards, and how far they are. For one thread at a time.
/// </summary>
internal sealed class ControlLog : IAsyncDisposable
{
    private readonly IBroker _broker;
    private readonly TopicPartition _partition;
    private readonly TimeProvider _time;
    private readonly MessageBatch _read = new();
    private readonly MessageBatch _sent = new();
    private readonly Dictionary<Guid, ProcessState> _processes = [];
    private IBrokerProducer? _producer;
    private IBrokerConsumer? _consumer;
    private long _next;

    private ControlLog(IBroker broker, TopicPartition partition, TimeProvider time) => (_broker, _partition, _time) = (broker, partition, time);

    /// <summary>The stream that was begun last, or <see langword="null"/>.</summary>
    public StreamRecord? Stream { get; private set; }

    /// <summary>How many rows it makes from now on, of a live stream.</summary>
    public LivePace? Pace { get; private set; }

    /// <summary>How often that was changed.</summary>
    public long PaceNumber { get; private set; }

    /// <summary>Its shards.</summary>
    public IReadOnlyList<ShardState> Shards { get; private set; } = [];

    /// <summary>Whether all its events are sent.</summary>
    public bool HasEnded => Stream is not null && Shards.All(shard => shard.HasEnded);

    /// <summary>The topic of a stream's control log.</summary>
    public static string TopicOf(string stream) => $"{stream}.control";

    /// <summary>Opens the log of a stream, and reads it.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="creates">Whether to make the log where there is none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BrokerException">There is none, or it is damaged.</exception>
    public static async Task<ControlLog> OpenAsync(IBroker broker, string stream, bool creates, TimeProvider time, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(TopicOf(stream), 0);
        if (creates)
            await broker.CreateTopicAsync(new TopicSettings(partition.Topic, 1) { KeepsAll = true }, cancellationToken);
        if (await broker.FindTopicAsync(partition.Topic, cancellationToken) is not { } found)
            throw new BrokerException($"{broker.DisplayName} has no stream '{stream}': there is no topic {partition.Topic}.");
        if (found is not { Partitions: 1, IsCompacted: false })
        {
            throw new BrokerException(
                $"{broker.DisplayName}: topic {partition.Topic} is no control log: it has to have one partition, and to keep all its messages. "
                + "Delete it, or name the stream otherwise.");
        }

        var log = new ControlLog(broker, partition, time);
        try
        {
            await log.ReadToEndAsync(cancellationToken);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends records, if any, and reads the log until they are there. Whether they count, the state says afterwards.</summary>
    /// <returns>Their bytes.</returns>
    public async Task<long> AppendAsync(IReadOnlyList<ControlRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            _producer ??= await _broker.ConnectProducerAsync(cancellationToken);
            _sent.Clear();
            foreach (var record in records)
                _sent.Add(new Message { Partition = _partition, Timestamp = _time.GetMicroseconds(), Value = record.ToJson() });
            if (_sent.Count > 0)
                await _producer.SendAsync(_sent, cancellationToken);
        }
        catch when (_producer is { } failed)
        {
            _producer = null;
            await failed.DisposeAsync();
            throw;
        }

        await ReadToEndAsync(cancellationToken);
        return _sent.Length;
    }

    /// <summary>Reads on to the log's end of now.</summary>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_consumer is null)
            {
                _consumer = await _broker.AssignAsync([_partition], cancellationToken);
                _consumer.Seek(_partition, _next);
            }

            var offsets = await _consumer.OffsetsAsync(_partition, cancellationToken);
            if (offsets.Begin > 0 || offsets.End < _next)
            {
                throw new BrokerException(
                    $"{_broker.DisplayName}: {_partition} holds the offsets from {offsets.Begin} to {offsets.End}, of which {_next} were read: a part of the "
                    + "stream's control log is deleted, and with it what was sent. "
                    + "Begin a new stream under another name, and let its topic keep all messages.");
            }

            while (_next < offsets.End)
            {
                _read.Clear();
                await _consumer.ReadAsync(_read, TimeSpan.FromSeconds(1), cancellationToken);
                for (var index = 0; index < _read.Count; index++)
                    Apply(_read[index]);
            }
        }
        catch when (_consumer is { } failed)
        {
            // Another connection goes on where this one was.
            _consumer = null;
            await failed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a process shares the stream: it was heard of lately, and did not end since.</summary>
    /// <param name="process">The process's id.</param>
    /// <param name="silence">How long it may be silent.</param>
    public bool IsAlive(Guid process, TimeSpan silence) =>
        _processes.TryGetValue(process, out var state) && !state.HasLeft && _time.GetElapsedTime(state.Heard) < silence && !state.Name.HasEnded;

    /// <summary>The processes that share the stream.</summary>
    /// <param name="silence">How long one may be silent.</param>
    /// <param name="but">One that does not count.</param>
    public int CountAlive(TimeSpan silence, Guid? but = null) => _processes.Keys.Count(process => process != but && IsAlive(process, silence));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_consumer is { } consumer)
            await consumer.DisposeAsync();
        if (_producer is { } producer)
            await producer.DisposeAsync();
        _read.Dispose();
        _sent.Dispose();
    }

    private void Apply(Message message)
    {
        ControlRecord record;
        try
        {
            record = ControlRecord.Parse(message.Value);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            throw Damaged(message.Offset, "The message there is no record of a control log.", error);
        }

        if (record.Fault(Stream) is { } fault)
            throw Damaged(message.Offset, fault);
        _next = message.Offset + 1;
        switch (record)
        {
            case StreamRecord stream when stream.Replaces == Stream?.Id:
                (Stream, Pace, PaceNumber) = (stream, stream.Live?.Pace, 0);
                Shards = [.. Enumerable.Range(0, stream.Shards).Select(_ => new ShardState())];
                _processes.Clear();
                break;
            case AliveRecord alive when alive.Stream == Stream?.Id:
                _processes[alive.Process] = new ProcessState(alive.Owner, _time.GetTimestamp(), alive.HasLeft);
                foreach (var own in Shards.Where(shard => shard.Process == alive.Process))
                    own.Limit = Math.Max(own.Limit, alive.Limit ?? long.MinValue);
                break;
            case ClaimRecord claim when claim.Stream == Stream?.Id && Find(claim.Shard) is { HasEnded: false } shard && claim.Epoch == shard.Epoch + 1:
                (shard.Epoch, shard.Process) = (claim.Epoch, claim.Process);
                break;
            case CheckpointRecord point when point.Stream == Stream?.Id && Find(point.Shard) is { } shard && point.Epoch == shard.Epoch:
                (shard.Position, shard.HasEnded) = (point.Position, point.HasEnded);
                if (point.IsReleased)
                    shard.Process = null;
                break;
            case SegmentRecord segment when segment.Stream == Stream?.Id && Find(segment.Shard) is { } shard && segment.Epoch == shard.Epoch
                && segment.Start >= shard.Limit && (shard.Segments.Count == 0 || segment.Start > shard.Segments[^1].Rows.Start):
                shard.Segments = [.. shard.Segments, new ShardSegment(new LiveSegment(segment.Start, segment.Pattern, [.. segment.Rates]), segment.Faults)];
                break;
            case PaceRecord pace when pace.Stream == Stream?.Id && Stream.Live is not null && (pace.Number ?? PaceNumber + 1) == PaceNumber + 1:
                (Pace, PaceNumber) = (pace.Pace, PaceNumber + 1);
                break;
            default:
                break;
        }
    }

    private BrokerException Damaged(long offset, string what, Exception? error = null) => new(
        $"{_broker.DisplayName}: {_partition} is damaged at offset {offset}: {what} Without it nobody knows what was sent. "
        + "Begin a new stream under another name.",
        error);

    private ShardState? Find(int shard) => (uint)shard < (uint)Shards.Count ? Shards[shard] : null;

    private sealed record ProcessState(ProcessName Name, long Heard, bool HasLeft);
}

/// <summary>What the log says of a shard.</summary>
internal sealed class ShardState
{
    /// <summary>How often it was taken over.</summary>
    public long Epoch { get; set; }

    /// <summary>Who owns it, or <see langword="null"/> where nobody does.</summary>
    public Guid? Process { get; set; }

    /// <summary>How far it is, or <see langword="null"/> where nothing was sent.</summary>
    public ShardPosition? Position { get; set; }

    /// <summary>Whether all its events are sent.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Nothing that is due then or later was sent, of a live stream.</summary>
    public long Limit { get; set; } = long.MinValue;

    /// <summary>How its rows follow one another in time, of a live stream.</summary>
    public IReadOnlyList<ShardSegment> Segments { get; set; } = [];

    /// <summary>How far it may go, of a live stream.</summary>
    public LiveHorizon Horizon => new(Limit, Segments);
}
