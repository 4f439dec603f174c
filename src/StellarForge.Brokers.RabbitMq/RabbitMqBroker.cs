using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>RabbitMQ streams over AMQP 0.9.1: one for each partition.</summary>
internal sealed class RabbitMqBroker(RabbitMqSettings address) : IBroker
{
    /// <inheritdoc/>
    public string DisplayName => address.DisplayName;

    /// <inheritdoc/>
    public string SystemName => "rabbitmq";

    /// <inheritdoc/>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await RabbitMqConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        await using var channel = await connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken)
    {
        await using var connection = await RabbitMqConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        return await connection.FindPartitionsAsync(topic, cancellationToken).ConfigureAwait(false) is { } partitions
            ? new TopicInfo(topic, partitions, IsCompacted: false)
            : null;
    }

    /// <inheritdoc/>
    public async Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var refused = settings switch
        {
            { Partitions: < 1 } => "it needs a partition",
            { Name: "" } => "it needs a name",
            { IsCompacted: true } => "RabbitMQ does not compact",
            _ => null,
        };
        if (refused is not null)
            throw new BrokerException($"{DisplayName}: the topic '{settings.Name}' can't be made: {refused}.");
        await using var connection = await RabbitMqConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        if (await connection.FindPartitionsAsync(settings.Name, cancellationToken).ConfigureAwait(false) is null)
            await connection.CallAsync(() => CreateAsync(connection, settings, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken)
    {
        var connection = await RabbitMqConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        try
        {
            return new RabbitMqProducer(
                connection,
                await connection.OpenChannelAsync(cancellationToken, new CreateChannelOptions(true, false)).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        var connection = await RabbitMqConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        try
        {
            var partitions = new List<TopicPartition>();
            foreach (var topic in topics)
            {
                var count = await connection.FindPartitionsAsync(topic, cancellationToken).ConfigureAwait(false) ?? throw connection.NoTopic(topic);
                partitions.AddRange(Enumerable.Range(0, count).Select(partition => new TopicPartition(topic, partition)));
            }

            return new RabbitMqConsumer(
                connection, [], await RabbitMqMember.JoinAsync(connection, group, partitions, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var connection = await RabbitMqConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var partition in partitions)
                await connection.RequireAsync(partition, cancellationToken).ConfigureAwait(false);
            return new RabbitMqConsumer(connection, partitions, member: null);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The first partition comes last: a topic is there once that is, and then has all.
    private async Task CreateAsync(RabbitMqConnection connection, TopicSettings settings, CancellationToken cancellationToken)
    {
        await using var channel = await connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await channel.ExchangeDeclareAsync(
                settings.Name, ExchangeType.Direct, durable: true, autoDelete: false, new Dictionary<string, object?> { ["x-super-stream"] = true },
                cancellationToken: cancellationToken).ConfigureAwait(false);
            for (var partition = settings.Partitions - 1; partition >= 0; partition--)
            {
                var stream = RabbitMqNames.Stream(settings.Name, partition);
                await channel.QueueDeclareAsync(
                    stream, durable: true, exclusive: false, autoDelete: false, Arguments(settings), cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                await channel.QueueBindAsync(
                    stream, settings.Name, partition.ToString(CultureInfo.InvariantCulture),
                    new Dictionary<string, object?> { ["x-stream-partition-order"] = (long)partition }, cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == RabbitMqErrors.PreconditionFailed)
        {
            // Made with other settings by another process, meanwhile; or there is something else of that name.
            if (await connection.FindPartitionsAsync(settings.Name, cancellationToken).ConfigureAwait(false) is null)
                throw new BrokerException($"{DisplayName}: the topic '{settings.Name}' can't be made: {error.ShutdownReason.ReplyText}.", error);
        }
    }

    private Dictionary<string, object?> Arguments(TopicSettings settings)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "stream" };
        var age = settings.KeepsAll ? null : settings.Retention ?? address.MaxAge;
        var bytes = settings.KeepsAll ? null : settings.RetentionBytes ?? address.MaxLengthBytes;
        if (age is { } kept)
            arguments["x-max-age"] = string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(kept.TotalSeconds)}s");
        if (bytes is { } length)
            arguments["x-max-length-bytes"] = length;
        if (address.SegmentBytes is { } segment)
            arguments["x-stream-max-segment-size-bytes"] = segment;
        if (settings.Replication is { } replication)
            arguments["x-initial-cluster-size"] = (long)replication;
        return arguments;
    }
}
