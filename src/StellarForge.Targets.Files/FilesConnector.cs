using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Parquet;
using StellarForge.Targets.Files;
using StellarForge.Targets.Files.Formats;

[assembly: Connector(typeof(AvroConnector))]
[assembly: Connector(typeof(CsvConnector))]
[assembly: Connector(typeof(FilesConnector<JsonLinesFormat>))]
[assembly: Connector(typeof(ParquetConnector))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of files of one format among the connectors.</summary>
public abstract class FilesConnector : TargetConnector
{
    /// <summary>
    /// Whether files are compressed as a whole: for formats that store row after row. It counts where <see cref="Connector.Options"/> have it.
    /// </summary>
    protected static ConnectorOption Gzip { get; } = new("gzip", OptionType.Boolean, "false", "Whether the files are compressed");

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
            ? new FilesTarget(Path.GetFullPath(folder), new FileFormat(FormatOf(address), Options.Contains(Gzip) && address.Boolean(Gzip)))
            : throw new FormatException($"The {Schemes[0]} target names no folder; write one like {Example}.");
    }

    /// <summary>The format, with the options of an address.</summary>
    /// <exception cref="FormatException">An option has a value that the format can't have.</exception>
    protected abstract RowFormat FormatOf(ConnectorAddress address);
}

/// <summary>
/// Folders of files of a format without options of its own, with the ending of its files as the
/// scheme. <c>[assembly: Connector(typeof(FilesConnector&lt;TsvFormat&gt;))]</c>
/// makes <c>tsv:folder</c> a target.
/// </summary>
/// <typeparam name="TFormat">The format, which stores row after row.</typeparam>
public sealed class FilesConnector<TFormat> : FilesConnector
    where TFormat : RowFormat, new()
{
    private static readonly TFormat Format = new();

    /// <inheritdoc/>
    public override string Name => Format.FileExtension[1..].ToUpperInvariant();

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Gzip];

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address) => Format;
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

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new CsvFormat(CsvOptions.Default with
        {
            HasHeader = address.Boolean(Header),
            HasCarriageReturn = address.Boolean(CarriageReturn),
            Delimiter = address.Text(Delimiter)![0],
        });
    }
}

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
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Compression];

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new AvroFormat(Enum.Parse<AvroCodec>(address.Text(Compression)!));
    }
}

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
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Compression, RowGroup];

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
