using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;

[assembly: Connector(typeof(EmbeddedConnector))]

namespace StellarForge.Brokers.Embedded;

/// <summary>The embedded log, a broker without a server, among the connectors.</summary>
public sealed class EmbeddedConnector : BrokerConnector
{
    private static readonly ConnectorOption Retention = new(
        "retention", OptionType.Seconds, null, "How long the messages of topics made here are kept at least; without it, for ever");

    private static readonly ConnectorOption RetentionBytes = new(
        "retention_bytes", OptionType.Bytes, null, "How many bytes of each partition of topics made here are kept at least; without it, all");

    private static readonly ConnectorOption SegmentBytes = new(
        "segment_bytes", OptionType.Bytes, "64M", "The bytes at which a partition's next file is begun; the oldest files are what retention deletes");

    private static readonly ConnectorOption Flush = new(
        "fsync", OptionType.Boolean, "true", "Whether what was acknowledged survives a loss of power, and not only the end of a process");

    /// <inheritdoc/>
    public override string Name => "Embedded log";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes => ["embedded"];

    /// <inheritdoc/>
    public override string Example => "embedded:streams";

    /// <inheritdoc/>
    public override AddressForm Form => AddressForm.Path;

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Retention, RetentionBytes, SegmentBytes, Flush];

    /// <inheritdoc/>
    public override IBroker Open(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Path is not { } folder)
            throw new FormatException($"The embedded log's address names no folder; write one like {Example}.");
        var segmentBytes = address.Bytes(SegmentBytes)!.Value;
        if (segmentBytes < EmbeddedOptions.SmallestSegment)
            throw new FormatException($"The option '{SegmentBytes.Name}' of the address is too small: write at least {EmbeddedOptions.SmallestSegment}.");
        return new EmbeddedBroker(
            Path.GetFullPath(folder),
            new EmbeddedOptions
            {
                SegmentBytes = segmentBytes,
                Retention = address.Seconds(Retention),
                RetentionBytes = address.Bytes(RetentionBytes),
                Flushes = address.Boolean(Flush),
            },
            TimeProvider.System);
    }
}
