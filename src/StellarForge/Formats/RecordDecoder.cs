using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Decodes a format that stores row after row, so that any piece of it that holds whole rows can be decoded.</summary>
/// <inheritdoc cref="RowDecoder"/>
public abstract class RecordDecoder(TableSchema schema) : RowDecoder(schema)
{
    /// <summary>The rows decoded so far.</summary>
    public long RowsDecoded { get; protected set; }

    /// <summary>Decodes whole rows until the sink is full or the bytes end.</summary>
    /// <param name="bytes">The bytes that follow those used before; the last row may be cut off.</param>
    /// <param name="isLast">Whether no bytes follow, so that the last row has to be whole.</param>
    /// <param name="sink">The sink.</param>
    /// <returns>How many bytes were used; the others are to be given again, with those that follow.</returns>
    /// <exception cref="FormatException">The bytes are not of the format, or not of the table.</exception>
    public abstract int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;

    /// <inheritdoc/>
    public sealed override RowSource Open(Stream stream) => new RecordStream(this, stream);
}
