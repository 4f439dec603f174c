using System.Text;

namespace StellarForge.Sinks;

/// <summary>A table's rows as CSV (RFC 4180), in UTF-8.</summary>
/// <remarks>Null is an empty field and the empty string a quoted one, as PostgreSQL's <c>COPY … (FORMAT csv)</c> reads them.</remarks>
public sealed class CsvFormat : RowFormat
{
    private readonly byte[] _header;

    /// <summary>Checks the options, and makes the header line.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="options">Delimiter, header, line ends. Default <see cref="CsvOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The delimiter is not ASCII, or could be part of a value or of the syntax.</exception>
    public CsvFormat(TableSchema schema, CsvOptions? options = null)
        : base(schema)
    {
        Options = options ?? CsvOptions.Default;
        if (!char.IsAscii(Options.Delimiter) || char.IsAsciiLetterOrDigit(Options.Delimiter) || "\"\r\n\0+-.:\\".Contains(Options.Delimiter, StringComparison.Ordinal))
            throw new ArgumentException($"'{Options.Delimiter}' can't delimit CSV; take one of , ; | or a tab.", nameof(options));
        _header = Options.HasHeader ? MakeHeader() : [];
    }

    /// <summary>Delimiter, header, line ends.</summary>
    public CsvOptions Options { get; }

    /// <summary>The line of column names, unless the options leave it out.</summary>
    public override ReadOnlyMemory<byte> Header => _header;

    /// <summary>Empty.</summary>
    public override ReadOnlyMemory<byte> Footer => default;

    /// <inheritdoc/>
    public override long Write(TableRows rows, long from, long to, RowBuffer buffer)
    {
        var sink = new CsvSink(this, buffer);
        return rows.WriteRange(from, to, ref sink);
    }

    private byte[] MakeHeader()
    {
        using var buffer = new RowBuffer();
        var sink = new CsvSink(this, buffer);
        sink.BeginRow();
        for (var ordinal = 0; ordinal < Schema.Columns.Length; ordinal++)
            sink.Utf8(ordinal, Encoding.UTF8.GetBytes(Schema.Columns[ordinal].Name));
        sink.EndRow();
        return buffer.Written.ToArray();
    }
}
