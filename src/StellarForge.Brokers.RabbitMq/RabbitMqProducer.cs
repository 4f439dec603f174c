using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// Publishes on one channel, one message after another, and waits for the server's confirms. The first failure is the producer's end: a message that could not
/// be routed, one that was refused, a connection that was lost, or no confirm for too long.
/// </summary>
internal sealed class RabbitMqProducer : IBrokerProducer
{
    private readonly RabbitMqConnection _connection;
    private readonly IChannel _channel;
    private readonly RabbitMqConfirms _confirms = new();
    private readonly Dictionary<TopicPartition, CachedString> _streams = [];
    private readonly Dictionary<string, object?> _headers = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _body = new byte[1 << 10];
    private Task _published = Task.CompletedTask;
    private bool _isDisposed;

    public RabbitMqProducer(RabbitMqConnection connection, IChannel channel)
    {
        (_connection, _channel) = (connection, channel);
        channel.BasicAcksAsync += OnAckAsync;
        channel.BasicNacksAsync += OnNackAsync;
        channel.BasicReturnAsync += OnReturnAsync;
        channel.ChannelShutdownAsync += OnShutdownAsync;
    }

    /// <inheritdoc/>
    public async Task SendAsync(MessageBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var delivery = _confirms.Expect(batch.Count);
        var published = PublishAsync(_published, batch, cancellationToken);
        _published = published;
        try
        {
            await ConfirmedAsync(delivery, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The batch is the caller's again.
            await published.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Fail(new BrokerException($"{_connection.Settings.DisplayName}: the producer is closed."));
        await _published.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _channel.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    // Never fails itself: what went wrong is the producer's failure, which every batch from then on ends with.
    private async Task PublishAsync(Task before, MessageBatch batch, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, cancellationToken);
        try
        {
            for (var index = 0; index < batch.Count; index++)
            {
                ends.Token.ThrowIfCancellationRequested();
                var partition = batch[index].Partition;
                if (!_streams.TryGetValue(partition, out var stream))
                {
                    await _connection.RequireAsync(partition, ends.Token).ConfigureAwait(false);
                    _streams.Add(partition, stream = new CachedString(RabbitMqNames.Stream(partition.Topic, partition.Partition)));
                }

                var length = Prepare(batch[index]);
                await _connection.CallAsync(() => PublishAsync(stream, length, ends.Token), ends.Token).ConfigureAwait(false);
            }
        }
        catch (BrokerException error)
        {
            Fail(error);
        }
        catch (OperationCanceledException)
        {
            Fail(new BrokerException($"{_connection.Settings.DisplayName}: sending was cancelled; make a new producer.", kind: ErrorKind.Transient));
        }
    }

    private async Task PublishAsync(CachedString stream, int length, CancellationToken cancellationToken) => await _channel.BasicPublishAsync(
        CachedString.Empty, stream, mandatory: true, new BasicProperties { Headers = _headers }, _body.AsMemory(0, length), cancellationToken)
        .ConfigureAwait(false);

    // The client has written a message before it returns.
    private int Prepare(in Message message)
    {
        RabbitMqMessage.Write(message, _headers);
        if (_body.Length < message.Value.Length)
            _body = new byte[Math.Max(message.Value.Length, (int)Math.Min(2L * _body.Length, Array.MaxLength))];
        message.Value.CopyTo(_body);
        return message.Value.Length;
    }

    private async Task ConfirmedAsync(Task delivery, CancellationToken cancellationToken)
    {
        var end = Task.WhenAny(delivery, _failed.Task);
        var since = Environment.TickCount64;
        while (true)
        {
            var patience = Math.Max(since, _confirms.Last) + (long)_connection.Settings.Timeout.TotalMilliseconds - Environment.TickCount64;
            try
            {
                await (await end.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(patience, 0)), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            }
            catch (TimeoutException) when (patience <= 0)
            {
                Fail(new BrokerException(
                    FormattableString.Invariant($"{_connection.Settings.DisplayName}: nothing was confirmed for {_connection.Settings.Timeout.TotalSeconds} s")
                    + (_connection.Blocked is { } blocked ? $": the server takes no messages for now: {blocked}." : "."),
                    kind: ErrorKind.Transient));
            }
            catch (TimeoutException)
            {
                // Something was confirmed meanwhile.
            }
            catch (OperationCanceledException)
            {
                Fail(new BrokerException($"{_connection.Settings.DisplayName}: sending was cancelled; make a new producer.", kind: ErrorKind.Transient));
                throw;
            }
        }

        // What can't be routed comes back, and is confirmed all the same.
        if (_failed.Task.IsFaulted)
            await _failed.Task.ConfigureAwait(false);
    }

    // The first failure counts, and nothing is published from then on.
    private void Fail(BrokerException error)
    {
        if (!_failed.TrySetException(error))
            return;
        _ = _failed.Task.Exception;
        _ended.Cancel();
    }

    private Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        _confirms.Confirm(ack.DeliveryTag, ack.Multiple);
        return Task.CompletedTask;
    }

    private Task OnNackAsync(object sender, BasicNackEventArgs nack)
    {
        Fail(new BrokerException($"{_connection.Settings.DisplayName}: the server could not store a message.", kind: ErrorKind.Transient));
        return Task.CompletedTask;
    }

    private Task OnReturnAsync(object sender, BasicReturnEventArgs returned)
    {
        Fail(new BrokerException(
            $"{_connection.Settings.DisplayName} has no stream '{returned.RoutingKey}' any more: its topic was deleted, or has fewer partitions."));
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        Fail(RabbitMqErrors.Describe(_connection.Settings, reason));
        return Task.CompletedTask;
    }
}
