using StellarForge.Sinks;

namespace StellarForge.Data;

/// <summary>The values of one row, each in the slot of its kind: nothing is boxed, and nothing is allocated per row but by text that is longer than any before.</summary>
/// <param name="columns">The number of columns.</param>
internal sealed class RowCells(int columns)
{
    private readonly long[] _numbers = new long[columns];
    private readonly Int128[] _wide = new Int128[columns];
    private readonly Guid[] _uuids = new Guid[columns];
    private readonly bool[] _nulls = new bool[columns];
    private readonly (int Start, int Length)[] _spans = new (int, int)[columns];
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Whether there is a row.</summary>
    public bool HasRow { get; private set; }

    public bool IsNull(int ordinal) => _nulls[ordinal];

    /// <summary>An integer, the bits of a floating-point number, days or microseconds.</summary>
    public long Number(int ordinal) => _numbers[ordinal];

    /// <summary>An unscaled decimal.</summary>
    public Int128 Wide(int ordinal) => _wide[ordinal];

    public Guid Uuid(int ordinal) => _uuids[ordinal];

    /// <summary>Text or binary.</summary>
    public ReadOnlySpan<byte> Bytes(int ordinal) => _bytes.AsSpan(_spans[ordinal].Start, _spans[ordinal].Length);

    public void Clear()
    {
        HasRow = false;
        _length = 0;
    }

    private void Set(int ordinal, long number)
    {
        _nulls[ordinal] = false;
        _numbers[ordinal] = number;
    }

    private void Set(int ordinal, scoped ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _length < bytes.Length)
            Array.Resize(ref _bytes, (2 * _bytes.Length) + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _nulls[ordinal] = false;
        _spans[ordinal] = (_length, bytes.Length);
        _length += bytes.Length;
    }

    /// <summary>Fills the cells in; full after one row.</summary>
    public readonly struct Sink(RowCells cells) : IRowSink
    {
        public bool IsFull => cells.HasRow;

        public void BeginRow() { }

        public void EndRow() => cells.HasRow = true;

        public void Null(int ordinal) => cells._nulls[ordinal] = true;

        public void Boolean(int ordinal, bool value) => cells.Set(ordinal, value ? 1 : 0);

        public void Int16(int ordinal, short value) => cells.Set(ordinal, value);

        public void Int32(int ordinal, int value) => cells.Set(ordinal, value);

        public void Int64(int ordinal, long value) => cells.Set(ordinal, value);

        public void UInt64(int ordinal, ulong value) => cells.Set(ordinal, (long)value);

        public void Single(int ordinal, float value) => cells.Set(ordinal, BitConverter.SingleToInt32Bits(value));

        public void Double(int ordinal, double value) => cells.Set(ordinal, BitConverter.DoubleToInt64Bits(value));

        public void Decimal(int ordinal, Int128 unscaled, int scale)
        {
            cells._nulls[ordinal] = false;
            cells._wide[ordinal] = unscaled;
        }

        public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => cells.Set(ordinal, value);

        public void Date(int ordinal, int days) => cells.Set(ordinal, days);

        public void Time(int ordinal, long microseconds) => cells.Set(ordinal, microseconds);

        public void Duration(int ordinal, long microseconds) => cells.Set(ordinal, microseconds);

        public void Timestamp(int ordinal, long microseconds) => cells.Set(ordinal, microseconds);

        public void Uuid(int ordinal, Guid value)
        {
            cells._nulls[ordinal] = false;
            cells._uuids[ordinal] = value;
        }

        public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => cells.Set(ordinal, value);
    }
}
