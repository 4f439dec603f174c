using StellarForge.Brokers.RabbitMq;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;

[assembly: Connector(typeof(RabbitMqBrokerConnector))]

namespace StellarForge.Brokers.RabbitMq;

/// <summary>RabbitMQ streams among the connectors.</summary>
public sealed class RabbitMqBrokerConnector : BrokerConnector
{
    internal static readonly ConnectorOption MaxAge = new(
        "max_age", OptionType.Seconds, null, "How long messages are kept at least, in topics made from now on; for ever by default");

    internal static readonly ConnectorOption MaxLengthBytes = new(
        "max_length_bytes", OptionType.Bytes, null, "How many bytes of each partition are kept at least, in topics made from now on; all by default");

    internal static readonly ConnectorOption SegmentBytes = new(
        "segment_bytes", OptionType.Bytes, null,
        "The bytes of a file of a partition, in topics made from now on: retention deletes whole files. The server's default is 500 MB");

    internal static readonly ConnectorOption Prefetch = new(
        "prefetch", OptionType.Integer, "1000", "How many messages of each partition the server sends ahead; 1 to 65535");

    internal static readonly ConnectorOption Heartbeat = new(
        "heartbeat", OptionType.Seconds, "5", "How often both sides show that they live: after about twice as long, a connection counts as lost");

    internal static readonly ConnectorOption Timeout = new("timeout", OptionType.Seconds, "10", "How long to wait for a connection, and for an answer");

    /// <inheritdoc/>
    public override string Name => "RabbitMQ";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["amqp", "amqps"];

    /// <inheritdoc/>
    public override string Example => "amqp://user:password@host:5672/vhost";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [MaxAge, MaxLengthBytes, SegmentBytes, Prefetch, Heartbeat, Timeout];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new("amqp://localhost?timeout=3", "docker run -d -p 5672:5672 rabbitmq", LoginRefused: "ACCESS_REFUSED");

    /// <inheritdoc/>
    public override IBroker Open(ConnectorAddress address) => new RabbitMqBroker(RabbitMqSettings.Read(address));
}
