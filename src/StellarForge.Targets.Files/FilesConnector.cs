using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Parquet;
using StellarForge.Targets.Files;
using StellarForge.Targets.Files.Formats;

[assembly: Connector(typeof(CsvConnector))]
[assembly: Connector(typeof(JsonLinesConnector))]
[assembly: Connector(typeof(ParquetConnector))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of files of one format among the connectors.</summary>
public abstract class FilesConnector : TargetConnector
{
    private protected static readonly ConnectorOption Gzip = new("gzip", OptionType.Boolean, "false", "Whether the files are compressed");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes => [Name.ToLowerInvariant()];

    /// <inheritdoc/>
    public override string Example => $"{Schemes[0]}:export";

    /// <inheritdoc/>
    public override AddressForm Form => AddressForm.Path;

    /// <inheritdoc/>
    public override ITarget Open(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Path is { } folder
            ? new FilesTarget(Path.GetFullPath(folder), FormatOf(address))
            : throw new FormatException($"The {Schemes[0]} target names no folder; write one like {Example}.");
    }

    private protected abstract FileFormat FormatOf(ConnectorAddress address);
}

/// <summary>Folders of CSV files among the connectors.</summary>
public sealed class CsvConnector : FilesConnector
{
    private static readonly ConnectorOption Header = new("header", OptionType.Boolean, "true", "Whether each file begins with the columns' names");
    private static readonly ConnectorOption CarriageReturn = new("crlf", OptionType.Boolean, "false", "Whether lines end in CR LF");

    private static readonly ConnectorOption Delimiter = new("delimiter", OptionType.Text, "comma", "What separates values")
    {
        Values = new Dictionary<string, string> { ["comma"] = ",", ["semicolon"] = ";", ["pipe"] = "|", ["tab"] = "\t" },
    };

    /// <inheritdoc/>
    public override string Name => "CSV";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Gzip, Header, Delimiter, CarriageReturn];

    private protected override FileFormat FormatOf(ConnectorAddress address) => new(
        new CsvFormat(CsvOptions.Default with { HasHeader = address.Boolean(Header), HasCarriageReturn = address.Boolean(CarriageReturn), Delimiter = address.Text(Delimiter)![0] }),
        address.Boolean(Gzip));
}

/// <summary>Folders of JSON lines files among the connectors.</summary>
public sealed class JsonLinesConnector : FilesConnector
{
    /// <inheritdoc/>
    public override string Name => "JSONL";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Gzip];

    private protected override FileFormat FormatOf(ConnectorAddress address) => new(new JsonLinesFormat(), address.Boolean(Gzip));
}

/// <summary>Folders of Parquet files among the connectors.</summary>
public sealed class ParquetConnector : FilesConnector
{
    private const int MostRows = 10_000_000;

    private static readonly ConnectorOption Compression = new("compression", OptionType.Text, "snappy", "How pages are compressed")
    {
        Values = new Dictionary<string, string> { ["snappy"] = nameof(ParquetCompression.Snappy), ["gzip"] = nameof(ParquetCompression.Gzip), ["none"] = nameof(ParquetCompression.None) },
    };

    private static readonly ConnectorOption RowGroup = new("rowgroup", OptionType.Integer, $"{ParquetFormat.DefaultRowsPerGroup}", "The rows of a row group, which the writer keeps in memory");

    /// <inheritdoc/>
    public override string Name => "Parquet";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Compression, RowGroup];

    private protected override FileFormat FormatOf(ConnectorAddress address) => new(new ParquetFormat(
        Enum.Parse<ParquetCompression>(address.Text(Compression)!),
        address.Integer(RowGroup) is { } rows and >= 1 and <= MostRows ? rows : throw new FormatException($"rowgroup is a number of rows from 1 to {MostRows}.")));
}
