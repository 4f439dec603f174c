using Confluent.Kafka;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using Message = Confluent.Kafka.Message<byte[], byte[]>;
using TopicPartition = StellarForge.Engine.Brokers.TopicPartition;

namespace StellarForge.Brokers.Kafka;

/// <summary>
/// Sends through librdkafka, which keeps each partition's order by idempotence. It never gives up a message; the producer gives up as a whole, when
/// nothing was acknowledged for too long, or one message is refused, and what is queued then goes nowhere.
/// </summary>
internal sealed class KafkaProducer : IBrokerProducer
{
    private static readonly TimeSpan FullQueueWait = TimeSpan.FromMilliseconds(2);

    private readonly KafkaSettings _settings;
    private readonly KafkaBroker _broker;
    private readonly KafkaReports _reports;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly HashSet<TopicPartition> _known = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _closed;
    private Task _queued = Task.CompletedTask;
    private long _lastAcknowledged;
    private bool _isDisposed;

    public KafkaProducer(KafkaSettings settings, KafkaBroker broker)
    {
        (_settings, _broker) = (settings, broker);
        _closed = new Lazy<Task>(() => Task.Run(_producer!.Dispose));
        _reports = new KafkaReports { OnFatal = error => Fail(KafkaErrors.Describe(settings, "nothing can be sent", error)) };
        _producer = KafkaBroker.Build(settings, () => new ProducerBuilder<byte[], byte[]>(settings.ForProducer())
            .SetKeySerializer(Serializers.ByteArray)
            .SetValueSerializer(Serializers.ByteArray)
            .SetErrorHandler((_, error) => _reports.Report(error))
            .SetLogHandler((_, _) => { })
            .Build());
    }

    /// <inheritdoc/>
    public async Task SendAsync(MessageBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var delivery = new Delivery(this, batch.Count);
        var queued = QueueAsync(_queued, batch, delivery, cancellationToken);
        _queued = queued;
        await queued.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await AcknowledgedAsync(delivery, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Fail(new BrokerException($"{_settings.DisplayName}: the producer is closed."));
        await _closed.Value.ConfigureAwait(false);
    }

    // Never fails itself: what went wrong is the producer's failure, which every batch from then on ends with.
    private async Task QueueAsync(Task before, MessageBatch batch, Delivery delivery, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        try
        {
            for (var next = 0; next < batch.Count && !_failed.Task.IsCompleted;)
            {
                var partition = batch[next].Partition;
                if (!_known.Contains(partition))
                {
                    await _broker.RequireAsync(partition.Topic, partition.Partition, cancellationToken).ConfigureAwait(false);
                    _known.Add(partition);
                }

                next = Queue(batch, next, delivery);
                if (next < batch.Count && _known.Contains(batch[next].Partition))
                    await Task.Delay(FullQueueWait, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (BrokerException error)
        {
            Fail(error);
        }
        catch (OperationCanceledException)
        {
            Fail(new BrokerException($"{_settings.DisplayName}: sending was cancelled.", kind: ErrorKind.Transient));
        }
    }

    // Queues messages until the queue is full, or one is for a partition that is not known yet.
    private int Queue(MessageBatch batch, int next, Delivery delivery)
    {
        for (; next < batch.Count; next++)
        {
            var message = batch[next];
            if (!_known.Contains(message.Partition))
                return next;
            try
            {
                _producer.Produce(new Confluent.Kafka.TopicPartition(message.Partition.Topic, message.Partition.Partition), Convert(message), delivery.Handler);
            }
            catch (KafkaException error) when (error.Error.Code == ErrorCode.Local_QueueFull)
            {
                return next;
            }
            catch (KafkaException error)
            {
                throw KafkaErrors.Describe(_settings, $"a message for {message.Partition} is refused", error.Error, _reports.Fatal);
            }
            catch (ObjectDisposedException)
            {
                return next; // It has failed meanwhile.
            }
        }

        return next;
    }

    private Message Convert(in Engine.Brokers.Message message)
    {
        var sent = new Message
        {
            Key = message.Key.IsEmpty ? null! : message.Key.ToArray(),
            Timestamp = new Timestamp(message.Timestamp / 1000, TimestampType.CreateTime),
        };
        if (!_settings.HasHeaders)
        {
            sent.Value = KafkaEnvelope.Wrap(message);
            return sent;
        }

        sent.Value = message.Value.ToArray();
        if (message.Origin is { } origin)
        {
            var bytes = new byte[EventOrigin.Length];
            origin.WriteTo(bytes);
            (sent.Headers = []).Add(EventOrigin.HeaderName, bytes);
        }

        if (!message.TraceParent.IsEmpty)
            (sent.Headers ??= []).Add(KafkaConsumer.TraceParent, message.TraceParent.ToArray());
        return sent;
    }

    private async Task AcknowledgedAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var end = Task.WhenAny(delivery.Task, _failed.Task);
        var since = Environment.TickCount64;
        while (true)
        {
            var last = Math.Max(since, Volatile.Read(ref _lastAcknowledged));
            var patience = last + (long)_settings.DeliveryTimeout.TotalMilliseconds - Environment.TickCount64;
            try
            {
                await (await end.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(patience, 0)), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException) when (patience <= 0)
            {
                Fail(KafkaErrors.Describe(
                    _settings, FormattableString.Invariant($"nothing was acknowledged for {_settings.DeliveryTimeout.TotalSeconds} s"),
                    new Error(ErrorCode.Local_MsgTimedOut, "the broker does not answer"), _reports.Cause));
            }
            catch (TimeoutException)
            {
                // Something was acknowledged meanwhile.
            }
            catch (OperationCanceledException)
            {
                Fail(new BrokerException($"{_settings.DisplayName}: sending was cancelled.", kind: ErrorKind.Transient));
                throw;
            }
        }
    }

    // The first failure counts. The client ends at once, with all that is queued: what was sent later than a lost message must not arrive.
    private void Fail(BrokerException error)
    {
        if (!_failed.TrySetException(error))
            return;
        _ = _failed.Task.Exception;
        _ = _closed.Value;
    }

    private void Acknowledged(Error error, string topic, int partition)
    {
        Volatile.Write(ref _lastAcknowledged, Environment.TickCount64);
        if (error.IsError)
            Fail(KafkaErrors.Describe(_settings, FormattableString.Invariant($"a message for {topic}[{partition}] is not taken"), error));
    }

    /// <summary>The acknowledgements that a batch waits for.</summary>
    private sealed class Delivery
    {
        private readonly KafkaProducer _producer;
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left;

        public Delivery(KafkaProducer producer, int messages)
        {
            (_producer, _left, Handler) = (producer, messages, Report);
            if (messages == 0)
                _end.SetResult();
        }

        public Action<DeliveryReport<byte[], byte[]>> Handler { get; }

        public Task Task => _end.Task;

        private void Report(DeliveryReport<byte[], byte[]> report)
        {
            _producer.Acknowledged(report.Error, report.Topic, report.Partition);
            if (!report.Error.IsError && Interlocked.Decrement(ref _left) == 0)
                _end.TrySetResult();
        }
    }
}
