using System.Globalization;
using Confluent.Kafka;
using StellarForge.Engine.Connectors;

namespace StellarForge.Brokers.Kafka;

/// <summary>What an address says, as librdkafka takes it.</summary>
internal sealed class KafkaSettings
{
    // What reading and writing exactly once depends on.
    private static readonly string[] Own =
    [
        "bootstrap.servers", "metadata.broker.list", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset",
        "enable.partition.eof", "partition.assignment.strategy", "enable.idempotence", "request.required.acks", "message.timeout.ms", "transactional.id",
    ];

    private readonly Dictionary<string, string> _given;

    private KafkaSettings(Dictionary<string, string> given, string servers) => (_given, DisplayName) = (given, $"kafka://{servers}");

    public string DisplayName { get; }

    public required bool HasHeaders { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan DeliveryTimeout { get; init; }

    /// <summary>The values that the address gives to librdkafka: none of them is ever shown.</summary>
    public IEnumerable<string> Values => _given.Values;

    public static KafkaSettings Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var hosts = address.Hosts is [] or [{ Name: "", Port: null }] ? [new HostAddress("localhost", null)] : address.Hosts;
        var servers = string.Join(',', hosts.Select(host => host.Name.Contains(':', StringComparison.Ordinal)
            ? FormattableString.Invariant($"[{host.Name}]:{host.Port ?? 9092}")
            : FormattableString.Invariant($"{host.Name}:{host.Port ?? 9092}")));
        var given = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = servers,
            ["client.id"] = "stellarforge",
            ["log_level"] = "3",
        };
        if (address.User is { } user)
        {
            // What managed brokers take. A password goes nowhere without TLS unless the address says so.
            given["security.protocol"] = "SASL_SSL";
            given["sasl.mechanism"] = "PLAIN";
            given["sasl.username"] = user;
            given["sasl.password"] = address.Password ?? "";
        }

        foreach (var setting in address.Settings.Where(setting => !address.Connector.Options.Any(option => option.IsCalled(setting.Name))))
        {
            if (Own.Contains(setting.Name))
                throw new FormatException($"The option '{setting.Name}' of the address is not to be set: that nothing is lost or doubled depends on it.");
            given[setting.Name] = setting.Value;
        }

        if (address.Path is not null)
            throw new FormatException("A Kafka address has nothing behind its hosts but options: topics are named by --topic.");
        return new KafkaSettings(given, servers)
        {
            HasHeaders = address.Boolean(KafkaBrokerConnector.Headers),
            ConnectTimeout = address.Seconds(KafkaBrokerConnector.ConnectTimeout)!.Value,
            DeliveryTimeout = address.Seconds(KafkaBrokerConnector.DeliveryTimeout)!.Value,
        };
    }

    public AdminClientConfig ForAdmin() => new(Given());

    public ProducerConfig ForProducer()
    {
        var given = Given();

        // Memory that waits for the broker is bounded; the caller waits when it is full.
        given.TryAdd("queue.buffering.max.kbytes", "65536");

        // How long a message may be is the broker's to say.
        given.TryAdd("message.max.bytes", "104857600");
        return new ProducerConfig(given)
        {
            Acks = Acks.All,

            // Brokers without headers have no idempotence either: with one request on its way, at least the order holds.
            EnableIdempotence = HasHeaders,
            EnableGaplessGuarantee = HasHeaders ? true : null,
            MaxInFlight = HasHeaders ? null : 1,

            // Never given up by librdkafka, which would go on with later messages; the producer stops as a whole.
            MessageTimeoutMs = 0,
            MessageSendMaxRetries = int.MaxValue,
            DeliveryReportFields = "status",
        };
    }

    public ConsumerConfig ForConsumer(string group)
    {
        var given = Given();
        given.TryAdd("queued.max.messages.kbytes", "32768");

        // Old brokers refuse librdkafka's 45 s.
        if (!HasHeaders)
            given.TryAdd("session.timeout.ms", "10000");

        // A member of a short session says in time that it lives: librdkafka's 3 s may be too late.
        if (given.TryGetValue("session.timeout.ms", out var session) && int.TryParse(session, CultureInfo.InvariantCulture, out var milliseconds))
            given.TryAdd("heartbeat.interval.ms", Math.Clamp(milliseconds / 3, 1, 3000).ToString(CultureInfo.InvariantCulture));
        return new ConsumerConfig(given)
        {
            GroupId = group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            AllowAutoCreateTopics = false,
        };
    }

    private Dictionary<string, string> Given() => new(_given);
}
