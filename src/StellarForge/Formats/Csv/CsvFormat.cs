using StellarForge.Formats;
using StellarForge.Schema;

[assembly: RowFormat(typeof(CsvFormat))]

namespace StellarForge.Formats;

/// <summary>Rows as CSV (RFC 4180), in UTF-8.</summary>
/// <remarks>
/// Null is an empty field and the empty string a quoted one, as PostgreSQL's <c>COPY … (FORMAT csv)</c> reads them. Where a header
/// is read, it may name the columns in any order.
/// </remarks>
public sealed class CsvFormat : RowFormat
{
    private readonly CsvOptions _options;

    /// <summary>CSV with a comma, a header line and line feeds.</summary>
    public CsvFormat()
        : this(CsvOptions.Default)
    {
    }

    /// <summary>Checks the options.</summary>
    /// <param name="options">Delimiter, header, line ends.</param>
    /// <exception cref="ArgumentException">The delimiter is not ASCII, or could be part of a value or of the syntax.</exception>
    public CsvFormat(CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!char.IsAscii(options.Delimiter)
            || char.IsAsciiLetterOrDigit(options.Delimiter)
            || "\"\r\n\0+-.:\\".Contains(options.Delimiter, StringComparison.Ordinal))
            throw new ArgumentException($"'{options.Delimiter}' can't delimit CSV; take one of , ; | or a tab.", nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "csv";

    /// <inheritdoc/>
    public override string FileExtension => ".csv";

    /// <inheritdoc/>
    public override string Description =>
        "csv"
        + (_options.HasHeader ? "" : ", no header")
        + (_options.Delimiter == ',' ? "" : $", delimiter {(_options.Delimiter == '\t' ? "tab" : _options.Delimiter)}")
        + (_options.HasCarriageReturn ? ", CR LF" : "");

    /// <inheritdoc/>
    public override RowEncoder CreateEncoder(TableSchema schema) => new CsvEncoder(schema, _options);

    /// <inheritdoc/>
    public override RowDecoder CreateDecoder(TableSchema schema) => new CsvDecoder(schema, _options);
}
