using System.Data.Common;
using StellarForge.Brokers.Kafka;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;

[assembly: Connector(typeof(KafkaBrokerConnector))]

namespace StellarForge.Brokers.Kafka;

/// <summary>Kafka among the connectors. Besides its own options, an address has those of librdkafka, which have dots in their names.</summary>
public sealed class KafkaBrokerConnector : BrokerConnector
{
    internal static readonly ConnectorOption Headers = new(
        "headers", OptionType.Boolean, "true", "false for brokers before 0.11, which have none: an event's place then stands before its value");

    internal static readonly ConnectorOption ConnectTimeout = new(
        "connect_timeout", OptionType.Seconds, "10", "How long to wait for an answer to a question, such as which topics there are");

    internal static readonly ConnectorOption DeliveryTimeout = new(
        "delivery_timeout", OptionType.Seconds, "30", "How long nothing at all may be acknowledged before sending counts as failed");

    /// <inheritdoc/>
    public override string Name => "Kafka";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["kafka"];

    /// <inheritdoc/>
    public override string Example => "kafka://user:password@host:9092?sasl.mechanism=SCRAM-SHA-256";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Headers, ConnectTimeout, DeliveryTimeout];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new("kafka://localhost:9092?connect_timeout=3", "docker run -d -p 9092:9092 apache/kafka");

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateDriverSettings() => new LibrdkafkaNames();

    /// <inheritdoc/>
    public override IBroker Open(ConnectorAddress address) => new KafkaBroker(KafkaSettings.Read(address));

    // The names are librdkafka's to know; it refuses others in its own words. All that are for addresses have a dot.
    private sealed class LibrdkafkaNames : DbConnectionStringBuilder
    {
        public override bool ContainsKey(string keyword) => keyword.Contains('.', StringComparison.Ordinal);
    }
}
