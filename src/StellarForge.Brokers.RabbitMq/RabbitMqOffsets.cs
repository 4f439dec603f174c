using RabbitMQ.Client;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// Finds out which offsets a stream holds. AMQP has no question for that, so its first message is read, and its last ones: the server sends what was stored
/// together, and what has come since, before it confirms that the reading ends.
/// </summary>
internal static class RabbitMqOffsets
{
    // A stream that gives nothing while the server answers so many questions is empty. One that counts messages is not, but the count is seconds late.
    private const int Questions = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>What a partition holds.</summary>
    public static Task<OffsetRange> AskAsync(RabbitMqConnection connection, TopicPartition partition, CancellationToken cancellationToken) => AskAsync(
        connection, partition,
        async (channel, stream) =>
        {
            var first = await ProbeAsync(channel, stream, "first", 1, cancellationToken).ConfigureAwait(false);
            var last = await ProbeAsync(channel, stream, "last", ushort.MaxValue, cancellationToken).ConfigureAwait(false);
            for (var asked = 0; !first.Came.IsCompleted; asked++)
            {
                if (asked == Questions)
                    return new OffsetRange(0, 0);
                var counted = await channel.QueueDeclarePassiveAsync(stream, cancellationToken).ConfigureAwait(false);
                if (counted.MessageCount > 0)
                    await first.Came.WaitAsync(connection.Settings.Timeout, cancellationToken).ConfigureAwait(false);
                else
                    await Task.WhenAny(first.Came, Task.Delay(Pause, cancellationToken)).ConfigureAwait(false);
            }

            var end = await last.EndAsync(connection.Settings.Timeout, cancellationToken).ConfigureAwait(false);
            return new OffsetRange(first.First!.Value, end);
        },
        cancellationToken);

    /// <summary>Where a partition ends, from a message on that is near its end.</summary>
    public static Task<long> AskEndAsync(RabbitMqConnection connection, TopicPartition partition, long message, CancellationToken cancellationToken) =>
        AskAsync(connection, partition,
        async (channel, stream) =>
        {
            var last = await ProbeAsync(channel, stream, message, ushort.MaxValue, cancellationToken).ConfigureAwait(false);
            return await last.EndAsync(connection.Settings.Timeout, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private static async Task<T> AskAsync<T>(
        RabbitMqConnection connection, TopicPartition partition, Func<IChannel, string, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var channel = await connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        return await connection.CallAsync(() => ask(channel, RabbitMqNames.Stream(partition.Topic, partition.Partition)), cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task<Probe> ProbeAsync(IChannel channel, string stream, object offset, ushort prefetch, CancellationToken cancellationToken)
    {
        var probe = new Probe(channel);
        await channel.BasicQosAsync(0, prefetch, global: false, cancellationToken).ConfigureAwait(false);
        await channel.BasicConsumeAsync(
            stream, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, new Dictionary<string, object?> { [RabbitMqMessage.Offset] = offset },
            probe, cancellationToken).ConfigureAwait(false);
        return probe;
    }

    private sealed class Probe(IChannel channel) : AsyncDefaultBasicConsumer(channel)
    {
        private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _last;

        public Task Came => _came.Task;

        public long? First { get; private set; }

        // Once one message has come, the server has those behind it in hand, and sends them before it answers.
        public async Task<long> EndAsync(TimeSpan patience, CancellationToken cancellationToken)
        {
            await _came.Task.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
            await Channel.BasicCancelAsync(ConsumerTags[0], noWait: false, cancellationToken).ConfigureAwait(false);
            await _ended.Task.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
            return _last + 1;
        }

        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            _last = RabbitMqMessage.OffsetOf(properties);
            First ??= _last;
            _came.TrySetResult();
            return Task.CompletedTask;
        }

        public override async Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            await base.HandleBasicCancelOkAsync(consumerTag, cancellationToken).ConfigureAwait(false);
            _ended.TrySetResult();
        }
    }
}
