namespace StellarForge.Sinks;

/// <summary>A table's rows in PostgreSQL's binary COPY.</summary>
/// <param name="schema">The table.</param>
public sealed class CopyBinaryFormat(TableSchema schema) : RowFormat(schema)
{
    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Header => throw new NotImplementedException();

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Footer => throw new NotImplementedException();

    /// <inheritdoc/>
    public override long Write(TableRows rows, long from, long to, RowBuffer buffer) => throw new NotImplementedException();
}
