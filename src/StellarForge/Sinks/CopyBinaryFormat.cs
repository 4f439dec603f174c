using System.Buffers.Binary;

namespace StellarForge.Sinks;

/// <summary>A table's rows in PostgreSQL's binary COPY (<see href="https://www.postgresql.org/docs/current/sql-copy.html"/>, “Binary Format”).</summary>
/// <remarks>A column's <see cref="ColumnSchema.TypeName"/> that means another wire type than its own is followed, by converting each value.</remarks>
public sealed class CopyBinaryFormat : RowFormat
{
    // The signature, no flags, no header extension.
    private static readonly byte[] FileHeader = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    // A field count of −1.
    private static readonly byte[] FileTrailer = [0xFF, 0xFF];

    /// <summary>Works out the wire type of each column.</summary>
    /// <param name="schema">The table.</param>
    /// <exception cref="NotSupportedException">A column's type name can't take its values.</exception>
    public CopyBinaryFormat(TableSchema schema)
        : base(schema)
    {
        var count = checked((short)schema.Columns.Length);
        FieldCount = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(count) : count;
        var conversions = schema.Columns.Select(column => CopyConversions.Of(schema, column)).ToArray();
        Conversions = conversions.All(conversion => conversion == CopyConversion.None) ? null : conversions;
    }

    /// <summary>The signature and empty flags.</summary>
    public override ReadOnlyMemory<byte> Header => FileHeader;

    /// <summary>The trailer, without which the server takes the data as cut off.</summary>
    public override ReadOnlyMemory<byte> Footer => FileTrailer;

    // Big-endian already: what each tuple begins with.
    internal short FieldCount { get; }

    // By ordinal; null where no column has any.
    internal CopyConversion[]? Conversions { get; }

    /// <inheritdoc/>
    public override long Write(TableRows rows, long from, long to, RowBuffer buffer)
    {
        var sink = new CopyBinarySink(this, buffer);
        return rows.WriteRange(from, to, ref sink);
    }
}
