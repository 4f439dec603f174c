using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Targets.Files;

[assembly: Connector(typeof(AvroConnector))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of Avro files among the connectors.</summary>
public sealed class AvroConnector : FilesConnector
{
    private static readonly ConnectorOption Compression = new("compression", OptionType.Text, "none", "How blocks are compressed")
    {
        Values = new Dictionary<string, string> { ["none"] = nameof(AvroCodec.Null), ["deflate"] = nameof(AvroCodec.Deflate) },
    };

    /// <inheritdoc/>
    public override string Name => "Avro";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Compression, .. Rolling];

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new AvroFormat(Enum.Parse<AvroCodec>(address.Text(Compression)!));
    }
}
