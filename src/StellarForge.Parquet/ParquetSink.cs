using System.Runtime.CompilerServices;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Hands each value to its column; full when the row group is.</summary>
internal struct ParquetSink(ParquetColumn[] columns, int rows, int capacity) : IRowSink
{
    private readonly ParquetColumn[] _columns = columns;

    /// <summary>The rows of the row group so far.</summary>
    public int Rows { get; private set; } = rows;

    public readonly bool IsFull => Rows >= capacity;

    public readonly void BeginRow() { }

    public void EndRow() => Rows++;

    public readonly void Null(int ordinal) => _columns[ordinal].AppendNull();

    public readonly void Boolean(int ordinal, bool value) => _columns[ordinal].AppendByte(value ? (byte)1 : (byte)0);

    public readonly void Int16(int ordinal, short value) => _columns[ordinal].AppendInt32(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Int32(int ordinal, int value) => _columns[ordinal].AppendInt32(value);

    // An unsigned 32-bit integer comes as a long, and takes four bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Int64(int ordinal, long value)
    {
        var column = _columns[ordinal];
        if (column.Type.Width == 4)
            column.AppendInt32((int)(uint)value);
        else
            column.AppendInt64(value);
    }

    public readonly void UInt64(int ordinal, ulong value) => _columns[ordinal].AppendInt64((long)value);

    public readonly void Single(int ordinal, float value) => _columns[ordinal].AppendInt32(BitConverter.SingleToInt32Bits(value));

    public readonly void Double(int ordinal, double value) => _columns[ordinal].AppendInt64(BitConverter.DoubleToInt64Bits(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        var column = _columns[ordinal];
        if (column.Type.Width == 8)
            column.AppendInt64((long)unscaled);
        else if (column.Type.Width == 4)
            column.AppendInt32((int)unscaled);
        else
            column.AppendInt128(unscaled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => _columns[ordinal].AppendBytes(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Date(int ordinal, int days) => _columns[ordinal].AppendInt32(days);

    public readonly void Time(int ordinal, long microseconds) => _columns[ordinal].AppendInt64(microseconds);

    public readonly void Duration(int ordinal, long microseconds) => _columns[ordinal].AppendInt64(microseconds);

    public readonly void Timestamp(int ordinal, long microseconds) => _columns[ordinal].AppendInt64(microseconds);

    public readonly void Uuid(int ordinal, Guid value) => _columns[ordinal].AppendUuid(value);

    public readonly void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => _columns[ordinal].AppendBytes(value);
}
