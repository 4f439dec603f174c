namespace StellarForge.Sinks;

/// <summary>A table's rows as CSV (RFC 4180).</summary>
/// <param name="schema">The table.</param>
/// <param name="options">Delimiter, header, line ends.</param>
public sealed class CsvFormat(TableSchema schema, CsvOptions? options = null) : RowFormat(schema)
{
    /// <summary>Delimiter, header, line ends.</summary>
    public CsvOptions Options { get; } = options ?? CsvOptions.Default;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Header => throw new NotImplementedException();

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Footer => throw new NotImplementedException();

    /// <inheritdoc/>
    public override long Write(TableRows rows, long from, long to, RowBuffer buffer) => throw new NotImplementedException();
}
