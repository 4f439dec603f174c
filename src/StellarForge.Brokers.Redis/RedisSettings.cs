using System.Globalization;
using StellarForge.Engine.Connectors;

namespace StellarForge.Brokers.Redis;

/// <summary>What an address says.</summary>
internal sealed class RedisSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required bool UsesTls { get; init; }

    public required string? User { get; init; }

    public required string? Password { get; init; }

    public required int Database { get; init; }

    public required int? MaxLength { get; init; }

    public required int Replicas { get; init; }

    public required TimeSpan SessionTimeout { get; init; }

    public required TimeSpan Timeout { get; init; }

    public string DisplayName => FormattableString.Invariant(
        $"redis{(UsesTls ? "s" : "")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}/{Database}");

    public static RedisSettings Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Hosts.Count > 1)
            throw new FormatException("A Redis address has one host: a topic lies on one server.");
        var host = address.Hosts is [var only] ? only : null;
        if (!int.TryParse(address.Path ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var database))
            throw new FormatException("What follows the host in a Redis address is the number of its database, as in redis://host:6379/0.");
        return new RedisSettings
        {
            Host = host is null or { Name: "" } ? "localhost" : host.Name,
            Port = host?.Port ?? 6379,
            UsesTls = address.Scheme == "rediss",
            User = address.User,
            Password = address.Password,
            Database = database,
            MaxLength = address.Integer(RedisBrokerConnector.MaxLength),
            Replicas = address.Integer(RedisBrokerConnector.Replicas)!.Value,
            SessionTimeout = address.Seconds(RedisBrokerConnector.SessionTimeout)!.Value,
            Timeout = address.Seconds(RedisBrokerConnector.Timeout)!.Value,
        };
    }
}
