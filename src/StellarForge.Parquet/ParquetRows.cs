using System.Buffers.Binary;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Turns the columns of a row group back into rows.</summary>
internal sealed class ParquetRows(ParquetColumn[] columns, int rows, StoredValueConverter values)
{
    private readonly int[] _positions = new int[columns.Length];
    private int _row;

    public bool HasEnded => _row == rows;

    /// <summary>Writes rows until the sink is full, and gives their number.</summary>
    public int WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var start = _row;
        for (; _row < rows && !sink.IsFull; _row++)
        {
            sink.BeginRow();
            for (var i = 0; i < columns.Length; i++)
            {
                var column = columns[i];
                if (column.Schema.IsNullable && column.Defined[_row] == 0)
                    sink.Null(i);
                else
                    _positions[i] += WriteValue(column, column.Values[_positions[i]..], i, ref sink);
            }

            sink.EndRow();
        }

        return _row - start;
    }

    /// <returns>The bytes that the value takes.</returns>
    private int WriteValue<TSink>(ParquetColumn column, ReadOnlySpan<byte> plain, int ordinal, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (column.Schema.Type)
        {
            case ColumnType.Boolean:
                values.Boolean(ordinal, plain[0] != 0, ref sink);
                return 1;
            case ColumnType.UInt32:
                values.Integer(ordinal, (uint)Int32(plain), ref sink);
                return 4;
            case >= ColumnType.SByte and <= ColumnType.Int64:
                values.Integer(ordinal, column.Type.Width == 4 ? Int32(plain) : Int64(plain), ref sink);
                return column.Type.Width;
            case ColumnType.UInt64:
                values.Decimal(ordinal, (ulong)Int64(plain), 0, ref sink);
                return 8;
            case ColumnType.Single:
                values.Single(ordinal, BinaryPrimitives.ReadSingleLittleEndian(plain), ref sink);
                return 4;
            case ColumnType.Double:
                values.Double(ordinal, BinaryPrimitives.ReadDoubleLittleEndian(plain), ref sink);
                return 8;
            case ColumnType.Decimal:
                var unscaled = column.Type.Width == 4 ? Int32(plain) : column.Type.Width == 8 ? Int64(plain) : BinaryPrimitives.ReadInt128BigEndian(plain);
                values.Decimal(ordinal, unscaled, column.Schema.Scale, ref sink);
                return column.Type.Width;
            case ColumnType.Date:
                values.Date(ordinal, Int32(plain), ref sink);
                return 4;
            case ColumnType.Time or ColumnType.Duration:
                values.Time(ordinal, Int64(plain), ref sink);
                return 8;
            case ColumnType.Timestamp or ColumnType.TimestampOffset:
                values.Timestamp(ordinal, Int64(plain), ref sink);
                return 8;
            case ColumnType.Uuid:
                values.Uuid(ordinal, new Guid(plain[..16], bigEndian: true), ref sink);
                return 16;
            case ColumnType.Text:
                values.Text(ordinal, plain.Slice(4, Int32(plain)), ref sink);
                return 4 + Int32(plain);
            case ColumnType.Binary:
                values.Binary(ordinal, plain.Slice(4, Int32(plain)), ref sink);
                return 4 + Int32(plain);
            default:
                throw new FormatException($"Column {column.Schema.Name} has the type {column.Schema.Type}, which Parquet files do not hold.");
        }
    }

    private static int Int32(ReadOnlySpan<byte> plain) => BinaryPrimitives.ReadInt32LittleEndian(plain);

    private static long Int64(ReadOnlySpan<byte> plain) => BinaryPrimitives.ReadInt64LittleEndian(plain);
}
