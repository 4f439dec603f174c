using Confluent.Kafka;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using TopicPartition = StellarForge.Engine.Brokers.TopicPartition;

namespace StellarForge.Brokers.Kafka;

/// <summary>
/// Reads through librdkafka, on a thread of its own. What the group leaves to it is taken at the partition's end, where nothing comes that is not
/// dropped, until it is sought.
/// </summary>
internal sealed partial class KafkaConsumer : IBrokerConsumer
{
    /// <summary>The header of the W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    // librdkafka wants a group's name of every consumer; by this one nothing is joined or committed.
    private const string NoGroup = "stellarforge";

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private readonly KafkaSettings _settings;
    private readonly KafkaReports _reports = new();
    private readonly KafkaThread _thread = new();
    private readonly Received _key = new();
    private readonly Received _value = new();
    private readonly IConsumer<int, int> _consumer;

    // Asks where partitions begin and end, over a connection of its own: a broker answers a connection's questions in turn, and would first wait for the
    // messages that _consumer asked for, half a second for each question where none come.
    private readonly IConsumer<int, int> _asking;
    private readonly bool _isMember;
    private readonly Dictionary<TopicPartition, Reading> _partitions = [];
    private readonly Queue<AssignmentChange> _changes = new();
    private IReadOnlyList<TopicPartition>? _given;
    private bool _isLost;
    private Task? _closed;

    /// <summary>A member of a group.</summary>
    public KafkaConsumer(KafkaSettings settings, string group, IReadOnlyList<string> topics)
        : this(settings, group)
    {
        _isMember = true;
        _consumer.Subscribe(topics);
    }

    /// <summary>A reader of given partitions.</summary>
    public KafkaConsumer(KafkaSettings settings, IReadOnlyList<TopicPartition> partitions)
        : this(settings, NoGroup)
    {
        _given = partitions;
        foreach (var partition in partitions)
            _partitions[partition] = new Reading(partition);
    }

    private KafkaConsumer(KafkaSettings settings, string group)
    {
        _settings = settings;
        _consumer = KafkaBroker.Build(settings, () => new ConsumerBuilder<int, int>(settings.ForConsumer(group))
            .SetKeyDeserializer(_key)
            .SetValueDeserializer(_value)
            .SetErrorHandler((_, error) => _reports.Report(error))
            .SetLogHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, partitions) => Assigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Revoked(partitions))
            .SetPartitionsLostHandler((_, _) => _isLost = true)
            .Build());
        _asking = KafkaBroker.Build(settings, () => new ConsumerBuilder<int, int>(settings.ForConsumer(NoGroup))
            .SetErrorHandler((_, error) => _reports.Report(error))
            .SetLogHandler((_, _) => { })
            .Build());
    }

    /// <inheritdoc/>
    public async ValueTask<AssignmentChange?> ReadAsync(MessageBatch batch, TimeSpan wait, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return await _thread.RunAsync(() => Read(batch, wait, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Seek(TopicPartition partition, long offset)
    {
        ThrowIfDisposed();
        if (_partitions.TryGetValue(partition, out var reading))
            (reading.SeekTo, reading.IsPaused) = (offset, false);
    }

    /// <inheritdoc/>
    public void Pause(TopicPartition partition)
    {
        ThrowIfDisposed();
        if (_partitions.TryGetValue(partition, out var reading))
            (reading.SeekTo, reading.IsPaused) = (null, true);
    }

    /// <inheritdoc/>
    public Task<OffsetRange> OffsetsAsync(TopicPartition partition, CancellationToken cancellationToken) => _thread.RunAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Offsets(partition);
    });

    /// <inheritdoc/>
    public Task CommitAsync(TopicPartition partition, long offset, CancellationToken cancellationToken) => !_isMember
        ? Task.CompletedTask
        : _thread.RunAsync(() =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _consumer.Commit([new(Of(partition), offset)]);
            }
            catch (KafkaException error) when (KafkaErrors.IsOfPastMember(error.Error.Code))
            {
                // Another member tells how far the group is.
            }
            catch (KafkaException error)
            {
                throw Failed($"the offset of {partition} can't be committed", error.Error);
            }

            return true;
        });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _closed ??= CloseAsync();
        await _closed.ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        var closing = _thread.RunAsync(() =>
        {
            try
            {
                _consumer.Close(); // Leaves the group, so that others take over at once.
            }
            catch (KafkaException)
            {
                // A broker that is away finds out by the session's time-out.
            }

            _consumer.Dispose();
            _asking.Dispose();
            return true;
        });
        _thread.Dispose();
        await closing.ConfigureAwait(false);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_closed is not null, this);

    private OffsetRange Offsets(TopicPartition partition)
    {
        try
        {
            var offsets = _asking.QueryWatermarkOffsets(Of(partition), _settings.ConnectTimeout);
            _reports.Answered();
            return new OffsetRange(offsets.Low, offsets.High);
        }
        catch (KafkaException error)
        {
            throw Failed($"the offsets of {partition} can't be read", error.Error);
        }
    }

    private BrokerException Failed(string doing, Error error) => KafkaErrors.Describe(
        _settings, doing, error, KafkaErrors.KindOf(error.Code) == ErrorKind.Transient ? _reports.Cause : null);

    private static Confluent.Kafka.TopicPartition Of(TopicPartition partition) => new(partition.Topic, partition.Partition);

    private static TopicPartition Of(Confluent.Kafka.TopicPartition partition) => new(partition.Topic, partition.Partition);

    // Where a partition stands. Until it is sought, it counts as paused.
    private sealed class Reading(TopicPartition partition)
    {
        public TopicPartition Partition { get; } = partition;

        public bool IsPaused { get; set; } = true;

        public bool IsPausedAtBroker { get; set; }

        public long? SeekTo { get; set; }
    }

    // Keeps the bytes that librdkafka lends for the time of a call.
    private sealed class Received : IDeserializer<int>
    {
        private byte[] _bytes = new byte[1 << 12];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public int Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            if (data.Length > _bytes.Length)
                _bytes = new byte[data.Length * 2L > Array.MaxLength ? data.Length : data.Length * 2];
            data.CopyTo(_bytes);
            return _length = data.Length;
        }
    }
}
