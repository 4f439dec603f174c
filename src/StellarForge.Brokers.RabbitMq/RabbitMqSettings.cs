using RabbitMQ.Client;
using StellarForge.Engine.Connectors;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>What an address says.</summary>
internal sealed class RabbitMqSettings
{
    private const string Root = "/";

    // What a new server has, and takes from its own machine only.
    private const string Guest = "guest";

    // The server's own bound: the client's default is less, and a longer message would end each connection that reads it.
    private const uint LongestMessage = 512 << 20;

    public required IReadOnlyList<HostAddress> Hosts { get; init; }

    public required bool UsesTls { get; init; }

    public required string User { get; init; }

    public required string Password { get; init; }

    public required string VirtualHost { get; init; }

    public required TimeSpan? MaxAge { get; init; }

    public required long? MaxLengthBytes { get; init; }

    public required long? SegmentBytes { get; init; }

    public required ushort Prefetch { get; init; }

    public required TimeSpan Heartbeat { get; init; }

    public required TimeSpan Timeout { get; init; }

    public string DisplayName =>
        (UsesTls ? "amqps://" : "amqp://")
        + string.Join(',', Hosts.Select(host => $"{(host.Name.Contains(':', StringComparison.Ordinal) ? $"[{host.Name}]" : host.Name)}:{PortOf(host)}"))
        + (VirtualHost == Root ? "" : $"/{Uri.EscapeDataString(VirtualHost)}");

    /// <summary>The servers, to be tried in turn.</summary>
    public IReadOnlyList<AmqpTcpEndpoint> Endpoints =>
    [
        .. Hosts.Select(host => new AmqpTcpEndpoint(
            host.Name, PortOf(host), new SslOption { Enabled = UsesTls, ServerName = host.Name }, LongestMessage)),
    ];

    public static RabbitMqSettings Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var prefetch = address.Integer(RabbitMqBrokerConnector.Prefetch)!.Value;
        if (prefetch is < 1 or > ushort.MaxValue)
            throw new FormatException("prefetch is a number from 1 to 65535.");
        var heartbeat = address.Seconds(RabbitMqBrokerConnector.Heartbeat)!.Value;
        if (heartbeat.TotalSeconds is < 1 or > ushort.MaxValue)
            throw new FormatException("heartbeat is at least 1 second.");
        return new RabbitMqSettings
        {
            Hosts = address.Hosts is [] or [{ Name: "" }] ? [new HostAddress("localhost", address.Hosts is [var only] ? only.Port : null)] : address.Hosts,
            UsesTls = address.Scheme == "amqps",
            User = address.User ?? Guest,
            Password = address.Password ?? (address.User is null ? Guest : ""),
            VirtualHost = address.Path ?? Root,
            MaxAge = address.Seconds(RabbitMqBrokerConnector.MaxAge),
            MaxLengthBytes = address.Bytes(RabbitMqBrokerConnector.MaxLengthBytes),
            SegmentBytes = address.Bytes(RabbitMqBrokerConnector.SegmentBytes),
            Prefetch = (ushort)prefetch,
            Heartbeat = heartbeat,
            Timeout = address.Seconds(RabbitMqBrokerConnector.Timeout)!.Value,
        };
    }

    private int PortOf(HostAddress host) => host.Port ?? (UsesTls ? 5671 : 5672);
}
