using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>
/// Holds one row: for a decoder that meets columns in another order than the table's, or that may have to discard a row it has begun. Filled through
/// <see cref="Sink"/>, in any order; <see cref="WriteTo"/> pushes it whole.
/// </summary>
/// <remarks>Nothing is boxed, and nothing is allocated per row but by text that is longer than any before.</remarks>
public sealed class StagedRow
{
    private readonly Kind[] _kinds;
    private readonly long[] _numbers;
    private readonly Int128[] _wide;
    private readonly int[] _scales;
    private readonly Guid[] _uuids;
    private readonly int[] _starts;
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>A row of nulls.</summary>
    /// <param name="schema">The table.</param>
    public StagedRow(TableSchema schema)
    {
        var columns = schema.Columns.Length;
        _kinds = new Kind[columns];
        _numbers = new long[columns];
        _wide = new Int128[columns];
        _scales = new int[columns];
        _uuids = new Guid[columns];
        _starts = new int[columns];
    }

    internal enum Kind : byte
    {
        Null, Boolean, Int16, Int32, Int64, UInt64, Single, Double, Decimal, Utf8, Date, Time, Duration, Timestamp, Uuid, Binary,
    }

    /// <summary>Whether a row has ended since the last <see cref="Clear"/>.</summary>
    public bool HasRow { get; private set; }

    /// <summary>Where values go. Full once a row has ended.</summary>
    public StagingSink Sink => new(this);

    /// <summary>Forgets the row: every column is null.</summary>
    public void Clear()
    {
        HasRow = false;
        _length = 0;
        Array.Clear(_kinds);
    }

    /// <summary>Pushes the row into a sink, column by column in the table's order.</summary>
    public void WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        sink.BeginRow();
        for (var ordinal = 0; ordinal < _kinds.Length; ordinal++)
        {
            var number = _numbers[ordinal];
            switch (_kinds[ordinal])
            {
                case Kind.Null: sink.Null(ordinal); break;
                case Kind.Boolean: sink.Boolean(ordinal, number != 0); break;
                case Kind.Int16: sink.Int16(ordinal, (short)number); break;
                case Kind.Int32: sink.Int32(ordinal, (int)number); break;
                case Kind.Int64: sink.Int64(ordinal, number); break;
                case Kind.UInt64: sink.UInt64(ordinal, (ulong)number); break;
                case Kind.Single: sink.Single(ordinal, BitConverter.Int32BitsToSingle((int)number)); break;
                case Kind.Double: sink.Double(ordinal, BitConverter.Int64BitsToDouble(number)); break;
                case Kind.Decimal: sink.Decimal(ordinal, _wide[ordinal], _scales[ordinal]); break;
                case Kind.Utf8: sink.Utf8(ordinal, Bytes(ordinal)); break;
                case Kind.Date: sink.Date(ordinal, (int)number); break;
                case Kind.Time: sink.Time(ordinal, number); break;
                case Kind.Duration: sink.Duration(ordinal, number); break;
                case Kind.Timestamp: sink.Timestamp(ordinal, number); break;
                case Kind.Uuid: sink.Uuid(ordinal, _uuids[ordinal]); break;
                default: sink.Binary(ordinal, Bytes(ordinal)); break;
            }
        }

        sink.EndRow();
    }

    internal bool IsNull(int ordinal) => _kinds[ordinal] == Kind.Null;

    internal Kind KindOf(int ordinal) => _kinds[ordinal];

    // An integer, the bits of a floating-point number, days or microseconds.
    internal long Number(int ordinal) => _numbers[ordinal];

    internal Int128 Unscaled(int ordinal) => _wide[ordinal];

    internal int Scale(int ordinal) => _scales[ordinal];

    internal Guid Uuid(int ordinal) => _uuids[ordinal];

    // Text or binary, whose length stands where others have their number.
    internal ReadOnlySpan<byte> Bytes(int ordinal) => _bytes.AsSpan(_starts[ordinal], (int)_numbers[ordinal]);

    private void Set(int ordinal, Kind kind, long number) => (_kinds[ordinal], _numbers[ordinal]) = (kind, number);

    private void Set(int ordinal, Kind kind, scoped ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _length < bytes.Length)
            Array.Resize(ref _bytes, (2 * _bytes.Length) + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _starts[ordinal] = _length;
        _length += bytes.Length;
        Set(ordinal, kind, bytes.Length);
    }

    /// <summary>Fills a <see cref="StagedRow"/>.</summary>
    public readonly struct StagingSink : IRowSink
    {
        private readonly StagedRow _row;

        internal StagingSink(StagedRow row) => _row = row;

        /// <inheritdoc/>
        public bool IsFull => _row.HasRow;

        /// <inheritdoc/>
        public void BeginRow() => _row.Clear();

        /// <inheritdoc/>
        public void EndRow() => _row.HasRow = true;

        /// <inheritdoc/>
        public void Null(int ordinal) => _row._kinds[ordinal] = Kind.Null;

        /// <inheritdoc/>
        public void Boolean(int ordinal, bool value) => _row.Set(ordinal, Kind.Boolean, value ? 1 : 0);

        /// <inheritdoc/>
        public void Int16(int ordinal, short value) => _row.Set(ordinal, Kind.Int16, value);

        /// <inheritdoc/>
        public void Int32(int ordinal, int value) => _row.Set(ordinal, Kind.Int32, value);

        /// <inheritdoc/>
        public void Int64(int ordinal, long value) => _row.Set(ordinal, Kind.Int64, value);

        /// <inheritdoc/>
        public void UInt64(int ordinal, ulong value) => _row.Set(ordinal, Kind.UInt64, (long)value);

        /// <inheritdoc/>
        /// <remarks>−0 becomes 0, which text can spell and no sink takes.</remarks>
        public void Single(int ordinal, float value) => _row.Set(ordinal, Kind.Single, BitConverter.SingleToInt32Bits(value + 0f));

        /// <inheritdoc cref="Single"/>
        public void Double(int ordinal, double value) => _row.Set(ordinal, Kind.Double, BitConverter.DoubleToInt64Bits(value + 0.0));

        /// <inheritdoc/>
        public void Decimal(int ordinal, Int128 unscaled, int scale) =>
            (_row._kinds[ordinal], _row._wide[ordinal], _row._scales[ordinal]) = (Kind.Decimal, unscaled, scale);

        /// <inheritdoc/>
        public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => _row.Set(ordinal, Kind.Utf8, value);

        /// <inheritdoc/>
        public void Date(int ordinal, int days) => _row.Set(ordinal, Kind.Date, days);

        /// <inheritdoc/>
        public void Time(int ordinal, long microseconds) => _row.Set(ordinal, Kind.Time, microseconds);

        /// <inheritdoc/>
        public void Duration(int ordinal, long microseconds) => _row.Set(ordinal, Kind.Duration, microseconds);

        /// <inheritdoc/>
        public void Timestamp(int ordinal, long microseconds) => _row.Set(ordinal, Kind.Timestamp, microseconds);

        /// <inheritdoc/>
        public void Uuid(int ordinal, Guid value) => (_row._kinds[ordinal], _row._uuids[ordinal]) = (Kind.Uuid, value);

        /// <inheritdoc/>
        public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => _row.Set(ordinal, Kind.Binary, value);
    }
}
