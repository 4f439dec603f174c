using StellarForge.Engine.Telemetry;

namespace StellarForge.Engine.Brokers;

/// <summary>
/// A store of topics: partitions of messages, each at an offset that it keeps. It coordinates the processes that generate a stream, by a topic of one
/// partition. Failures propagate as <see cref="BrokerException"/>; the engine owns retries and reports.
/// </summary>
public interface IBroker : IAsyncDisposable
{
    /// <summary>What messages call the broker: its URI without secrets.</summary>
    string DisplayName { get; }

    /// <summary>What OpenTelemetry's <c>messaging.system</c> calls the broker. Default: the scheme of <see cref="DisplayName"/>.</summary>
    string SystemName => EngineAttributes.SchemeOf(DisplayName);

    /// <summary>
    /// Fails at once where the broker can't be reached at all: what is not there from the start is a wrong address, not a lost connection. Writes nothing.
    /// </summary>
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>What the broker says of a topic, or <see langword="null"/> where it has none of that name. Never makes one.</summary>
    Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Makes a topic, unless there is one of that name.</summary>
    /// <exception cref="BrokerException">The name or a setting is not possible here, or the broker makes none for clients.</exception>
    Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken);

    /// <summary>A connection that sends.</summary>
    Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A connection that reads the partitions of topics that a consumer group leaves to it: each partition is read by one member of the group, and those of
    /// a member that is gone by another.
    /// </summary>
    /// <param name="group">The group's name.</param>
    /// <param name="topics">The topics, which have to be there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken);

    /// <summary>A connection that reads given partitions, whoever else does.</summary>
    /// <param name="partitions">The partitions, which have to be there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken);
}
