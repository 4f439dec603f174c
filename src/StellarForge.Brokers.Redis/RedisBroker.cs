using System.Globalization;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>Redis Streams: one for each partition.</summary>
internal sealed class RedisBroker(RedisSettings address) : IBroker
{
    /// <inheritdoc/>
    public string DisplayName => address.DisplayName;

    /// <inheritdoc/>
    public string SystemName => "redis";

    /// <inheritdoc/>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        using var connection = await RedisConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        await connection.CallAsync(cancellationToken, "PING").ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken)
    {
        using var connection = await RedisConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        return await FindTopicAsync(connection, topic, cancellationToken).ConfigureAwait(false) is { } partitions
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
            { IsCompacted: true } => "Redis does not compact",
            { Retention: not null } or { RetentionBytes: not null } => "Redis keeps messages by their number; say maxlen in the address",
            { Replication: > 1 } => "a server's replicas are a matter of its own; say in the address how many must have a message (replicas)",
            _ => null,
        };
        if (refused is not null)
            throw new BrokerException($"{DisplayName}: the topic '{settings.Name}' can't be made: {refused}.");
        using var connection = await RedisConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        await connection.CallAsync(
            cancellationToken, "EVAL", RedisScripts.Create, "1", RedisKeys.Topic(settings.Name), Text(settings.Partitions),
            Text(settings.KeepsAll ? 0 : address.MaxLength ?? 0))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) =>
        new RedisProducer(address, await RedisConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        var connection = await RedisConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        try
        {
            var found = new List<TopicInfo>();

            // In one order, by which the members agree who has one partition more.
            foreach (var topic in topics.Distinct().Order(StringComparer.Ordinal))
                found.Add(new TopicInfo(topic, await RequireAsync(connection, topic, 0, cancellationToken).ConfigureAwait(false), IsCompacted: false));
            return new RedisConsumer(address, connection, [], new RedisMember(address, group, found));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var connection = await RedisConnection.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var partition in partitions)
                await RequireAsync(connection, partition.Topic, partition.Partition, cancellationToken).ConfigureAwait(false);
            return new RedisConsumer(address, connection, partitions, member: null);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<int> RequireAsync(RedisConnection connection, string topic, int partition, CancellationToken cancellationToken) =>
        await FindTopicAsync(connection, topic, cancellationToken).ConfigureAwait(false) switch
        {
            null => throw new BrokerException($"{DisplayName} has no topic '{topic}'. Correct its name, or make it first."),
            { } partitions when partition >= partitions => throw new BrokerException(
                FormattableString.Invariant($"{DisplayName}: the topic '{topic}' has {partitions} partitions; there is no {topic}[{partition}].")),
            { } partitions => partitions,
        };

    private async Task<int?> FindTopicAsync(RedisConnection connection, string topic, CancellationToken cancellationToken) =>
        await connection.CallAsync(cancellationToken, "HGET", RedisKeys.Topic(topic), RedisKeys.Partitions).ConfigureAwait(false) is byte[] partitions
            ? (int)RedisKeys.Number(address, topic, RedisKeys.Partitions, partitions, MostPartitions)
            : null;

    private const int MostPartitions = 1_000_000;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
