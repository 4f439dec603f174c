using StellarForge.Brokers.Redis;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;

[assembly: Connector(typeof(RedisBrokerConnector))]

namespace StellarForge.Brokers.Redis;

/// <summary>Redis Streams among the connectors.</summary>
public sealed class RedisBrokerConnector : BrokerConnector
{
    internal static readonly ConnectorOption MaxLength = new(
        "maxlen", OptionType.Integer, null, "How many messages of each partition are kept at least, in topics made from now on; all by default");

    internal static readonly ConnectorOption Replicas = new(
        "replicas", OptionType.Integer, "0", "How many replicas must have what is acknowledged (WAIT)");

    internal static readonly ConnectorOption SessionTimeout = new(
        "session_timeout", OptionType.Seconds, "6", "After how long without a word a member of a group is taken for gone");

    internal static readonly ConnectorOption Timeout = new("timeout", OptionType.Seconds, "10", "How long to wait for a connection, and for an answer");

    /// <inheritdoc/>
    public override string Name => "Redis";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["redis", "rediss"];

    /// <inheritdoc/>
    public override string Example => "redis://user:password@host:6379/0";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [MaxLength, Replicas, SessionTimeout, Timeout];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new("redis://localhost:6379?timeout=3", "docker run -d -p 6379:6379 redis", LoginRefused: "NOAUTH");

    /// <inheritdoc/>
    public override IBroker Open(ConnectorAddress address) => new RedisBroker(RedisSettings.Read(address));
}
