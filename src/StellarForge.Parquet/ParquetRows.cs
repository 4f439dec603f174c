using System.Buffers.Binary;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Turns the columns of a row group back into rows.</summary>
internal sealed class ParquetRows(ParquetColumn[] columns, int rows)
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
    private static int WriteValue<TSink>(ParquetColumn column, ReadOnlySpan<byte> values, int ordinal, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (column.Schema.Type)
        {
            case ColumnType.Boolean:
                sink.Boolean(ordinal, values[0] != 0);
                return 1;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16:
                sink.Int16(ordinal, (short)Int32(values));
                return 4;
            case ColumnType.UInt16 or ColumnType.Int32:
                sink.Int32(ordinal, Int32(values));
                return 4;
            case ColumnType.UInt32:
                sink.Int64(ordinal, (uint)Int32(values));
                return 4;
            case ColumnType.Int64:
                sink.Int64(ordinal, Int64(values));
                return 8;
            case ColumnType.UInt64:
                sink.UInt64(ordinal, (ulong)Int64(values));
                return 8;
            case ColumnType.Single:
                sink.Single(ordinal, BinaryPrimitives.ReadSingleLittleEndian(values));
                return 4;
            case ColumnType.Double:
                sink.Double(ordinal, BinaryPrimitives.ReadDoubleLittleEndian(values));
                return 8;
            case ColumnType.Decimal:
                sink.Decimal(ordinal, column.Type.Width == 4 ? Int32(values) : column.Type.Width == 8 ? Int64(values) : BinaryPrimitives.ReadInt128BigEndian(values), column.Schema.Scale);
                return column.Type.Width;
            case ColumnType.Date:
                sink.Date(ordinal, Int32(values));
                return 4;
            case ColumnType.Time:
                sink.Time(ordinal, Int64(values));
                return 8;
            case ColumnType.Duration:
                sink.Duration(ordinal, Int64(values));
                return 8;
            case ColumnType.Timestamp or ColumnType.TimestampOffset:
                sink.Timestamp(ordinal, Int64(values));
                return 8;
            case ColumnType.Uuid:
                sink.Uuid(ordinal, new Guid(values[..16], bigEndian: true));
                return 16;
            case ColumnType.Text:
                sink.Utf8(ordinal, values.Slice(4, Int32(values)));
                return 4 + Int32(values);
            case ColumnType.Binary:
                sink.Binary(ordinal, values.Slice(4, Int32(values)));
                return 4 + Int32(values);
            default:
                throw new InvalidDataException($"Column {column.Schema.Name} has the type {column.Schema.Type}, which Parquet files do not hold.");
        }
    }

    private static int Int32(ReadOnlySpan<byte> values) => BinaryPrimitives.ReadInt32LittleEndian(values);

    private static long Int64(ReadOnlySpan<byte> values) => BinaryPrimitives.ReadInt64LittleEndian(values);
}
