using System.Buffers.Binary;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Writes binary COPY; see <see cref="CopyBinaryFormat"/>.</summary>
internal sealed class CopyBinaryEncoder : RowEncoder
{
    public CopyBinaryEncoder(TableSchema schema)
    {
        Schema = schema;
        var count = checked((short)schema.Columns.Length);
        FieldCount = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(count) : count;
        var conversions = schema.Columns.Select(column => CopyWires.Conversion(schema, column)).ToArray();
        Conversions = conversions.All(conversion => conversion == CopyWire.Other) ? null : conversions;
    }

    /// <summary>The signature (<c>PGCOPY</c>, LF, 255, CR, LF, 0), no flags, no header extension.</summary>
    public static ReadOnlySpan<byte> Header => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public TableSchema Schema { get; }

    /// <summary>Big-endian already: what each tuple begins with.</summary>
    public short FieldCount { get; }

    /// <summary>By ordinal; <see langword="null"/> where no column has any.</summary>
    public CopyWire[]? Conversions { get; }

    // A field count of −1, without which the server takes the data as cut off.
    private static ReadOnlySpan<byte> Trailer => [0xFF, 0xFF];

    public override void Begin(RowBuffer buffer) => buffer.Append(Header);

    public override bool Write(RowSource rows, RowBuffer buffer)
    {
        var sink = new CopyBinarySink(this, buffer);
        return rows.WriteTo(ref sink);
    }

    public override void End(RowBuffer buffer) => buffer.Append(Trailer);
}
