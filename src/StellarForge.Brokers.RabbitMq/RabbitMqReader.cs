using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// Reads a partition from an offset on, on a channel of its own. The server sends ahead, up to a number of messages that are not acknowledged, and they are
/// as they are taken: an acknowledgement removes nothing from a stream.
/// </summary>
internal sealed class RabbitMqReader : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly RabbitMqConnection _connection;
    private readonly TopicPartition _partition;
    private readonly SemaphoreSlim _arrived;
    private MessageBatch _arriving = new();
    private MessageBatch _taking = new();
    private int _taken;
    private ulong _received;
    private ulong _processed;
    private ulong _acknowledged;
    private long _end;
    private BrokerException? _failure;
    private bool _isClosed;

    private RabbitMqReader(RabbitMqConnection connection, IChannel channel, TopicPartition partition, long offset, SemaphoreSlim arrived)
        : base(channel)
    {
        (_connection, _partition, _end, _arrived) = (connection, partition, offset, arrived);
        channel.ChannelShutdownAsync += OnShutdownAsync;
    }

    /// <summary>The offset behind the last message that came.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Whether the server may send more at once: then all that there is has come, or is on its way.</summary>
    public bool HasCredit => Volatile.Read(ref _received) - _acknowledged < _connection.Settings.Prefetch;

    /// <summary>Begins to read.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The first message's offset.</param>
    /// <param name="arrived">Released when something came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RabbitMqReader> OpenAsync(
        RabbitMqConnection connection, TopicPartition partition, long offset, SemaphoreSlim arrived, CancellationToken cancellationToken)
    {
        var channel = await connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        var reader = new RabbitMqReader(connection, channel, partition, offset, arrived);
        try
        {
            await connection.CallAsync(
                async () =>
                {
                    await channel.BasicQosAsync(0, connection.Settings.Prefetch, global: false, cancellationToken).ConfigureAwait(false);
                    await channel.BasicConsumeAsync(
                        RabbitMqNames.Stream(partition.Topic, partition.Partition), autoAck: false, consumerTag: "", noLocal: false, exclusive: false,
                        new Dictionary<string, object?> { [RabbitMqMessage.Offset] = offset }, reader, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The next message's offset, where one is at hand.</summary>
    /// <exception cref="BrokerException">The stream or its channel is gone.</exception>
    public long? Peek()
    {
        if (_taken == _taking.Count)
        {
            _taking.Clear();
            _taken = 0;
            lock (_lock)
            {
                if (_arriving.Count == 0)
                {
                    if (_failure is not null)
                        throw _failure;
                    return null;
                }

                (_arriving, _taking) = (_taking, _arriving);
            }
        }

        return _taking[_taken].Offset;
    }

    /// <summary>Takes the next message, which has been looked at.</summary>
    /// <param name="batch">Where it goes, or <see langword="null"/> to drop it.</param>
    public void Take(MessageBatch? batch)
    {
        batch?.Add(_taking[_taken]);
        _taken++;
        _processed++;
    }

    /// <summary>Lets the server send more, where enough has been taken.</summary>
    public async ValueTask AcknowledgeAsync(CancellationToken cancellationToken)
    {
        if (_processed == _acknowledged || (_taken < _taking.Count && _processed - _acknowledged < _connection.Settings.Prefetch / 2UL))
            return;
        await _connection.CallAsync(() => Channel.BasicAckAsync(_processed, multiple: true, cancellationToken).AsTask(), cancellationToken)
            .ConfigureAwait(false);
        _acknowledged = _processed;
    }

    /// <inheritdoc/>
    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_isClosed || _failure is not null)
                return Task.CompletedTask;
            var message = RabbitMqMessage.Read(_partition, properties, body.Span);
            _arriving.Add(message);
            _received++;
            Volatile.Write(ref _end, message.Offset + 1);
        }

        Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        Fail(new BrokerException(
            $"{_connection.Settings.DisplayName}: {_partition} is deleted, or has moved to another server.", kind: Engine.ErrorKind.Transient));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _arriving.Dispose();
            _taking.Dispose();
        }

        Channel.ChannelShutdownAsync -= OnShutdownAsync;
        await Channel.AbortAsync().ConfigureAwait(false);
        await Channel.DisposeAsync().ConfigureAwait(false);
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        Fail(RabbitMqErrors.Describe(_connection.Settings, reason));
        return Task.CompletedTask;
    }

    private void Fail(BrokerException error)
    {
        lock (_lock)
            _failure ??= error;
        Signal();
    }

    // More than one release is only one more look.
    private void Signal()
    {
        if (_arrived.CurrentCount == 0)
            _arrived.Release();
    }
}
