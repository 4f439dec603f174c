using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Parquet;
using StellarForge.Targets.Files;

[assembly: Connector(typeof(ParquetConnector))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of Parquet files among the connectors.</summary>
public sealed class ParquetConnector : FilesConnector
{
    private const int MostRows = 10_000_000;

    private static readonly ConnectorOption Compression = new("compression", OptionType.Text, "snappy", "How pages are compressed")
    {
        Values = new Dictionary<string, string>
        {
            ["snappy"] = nameof(ParquetCompression.Snappy),
            ["gzip"] = nameof(ParquetCompression.Gzip),
            ["none"] = nameof(ParquetCompression.None),
        },
    };

    private static readonly ConnectorOption RowGroup = new(
        "rowgroup", OptionType.Integer, $"{ParquetFormat.DefaultRowsPerGroup}", "The rows of a row group, which the writer keeps in memory");

    /// <inheritdoc/>
    public override string Name => "Parquet";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Compression, RowGroup, .. Rolling];

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new ParquetFormat(
            Enum.Parse<ParquetCompression>(address.Text(Compression)!),
            address.Integer(RowGroup) is { } rows and >= 1 and <= MostRows ? rows : throw new FormatException(
                $"rowgroup is a number of rows from 1 to {MostRows}."));
    }
}
