using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Writes rows into a buffer as tuples of PostgreSQL's binary COPY; see <see cref="CopyBinaryFormat"/>. Made anew for each batch.</summary>
/// <remarks>
/// A field is its length as a 32-bit integer and its bytes, all big-endian
/// (<see href="https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4.6"/>); the bytes are those of each type's <c>_send</c> function.
/// </remarks>
internal ref partial struct CopyBinarySink : IRowSink
{
    // More than any value of a fixed size takes: the largest is a numeric of 11 groups of digits, 4 + 8 + 22 bytes and the 8 of its last store.
    private const int Slack = 64;

    private const long MicrosecondsTo2000 = 946_684_800_000_000;
    private const int DaysTo2000 = 10_957;

    private readonly CopyBinaryEncoder _encoder;
    private readonly CopyWire[]? _conversions;
    private RowWriter _writer;

    /// <summary>Appends to a buffer.</summary>
    /// <param name="encoder">The table's encoder.</param>
    /// <param name="buffer">The buffer; it has a row once the row has ended.</param>
    public CopyBinarySink(CopyBinaryEncoder encoder, RowBuffer buffer)
    {
        _encoder = encoder;
        _conversions = encoder.Conversions;
        _writer = new RowWriter(buffer, Slack);
    }

    /// <inheritdoc/>
    public readonly bool IsFull => _writer.IsFull;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow()
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, _encoder.FieldCount);
        _writer.Advance(2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void EndRow() => _writer.Commit();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal)
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, -1);
        _writer.Advance(4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        if (Converts(ordinal))
            ConvertInteger(ordinal, value ? 1 : 0);
        else
            WriteBoolean(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value)
    {
        if (Converts(ordinal))
            ConvertInteger(ordinal, value);
        else
            WriteInt16(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value)
    {
        if (Converts(ordinal))
            ConvertInteger(ordinal, value);
        else
            WriteInt32(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        if (Converts(ordinal))
            ConvertInteger(ordinal, value);
        else
            WriteInt64(value);
    }

    /// <inheritdoc/>
    public void UInt64(int ordinal, ulong value) => Decimal(ordinal, value, 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        if (Converts(ordinal))
            ConvertNumber(ordinal, value);
        else
            WriteInt32(BitConverter.SingleToInt32Bits(value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        if (Converts(ordinal))
            ConvertNumber(ordinal, value);
        else
            WriteInt64(BitConverter.DoubleToInt64Bits(value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        if (Converts(ordinal))
            ConvertDecimal(ordinal, unscaled, scale);
        else
            WriteNumeric(unscaled, scale);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        if (Converts(ordinal))
            ConvertText(ordinal, value);
        else
            WriteBytes(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        if (Converts(ordinal))
            ConvertTime(ordinal, days * TimeSpan.MicrosecondsPerDay, ColumnType.Date);
        else
            WriteInt32(days - DaysTo2000);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        if (Converts(ordinal))
            ConvertTime(ordinal, microseconds, ColumnType.Time);
        else
            WriteInt64(microseconds);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        if (Converts(ordinal))
            ConvertTime(ordinal, microseconds, ColumnType.Duration);
        else
            WriteInterval(microseconds);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        if (Converts(ordinal))
            ConvertTime(ordinal, microseconds, ColumnType.Timestamp);
        else
            WriteInt64(microseconds - MicrosecondsTo2000);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        if (Converts(ordinal))
            ConvertUuid(ordinal, value);
        else
            WriteUuid(value);
    }

    /// <inheritdoc/>
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => WriteBytes(value);

    // The one test that TypeName costs a column that has none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Converts(int ordinal) => _conversions is not null && _conversions[ordinal] != CopyWire.Other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BigEndian(ulong value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BigEndian(int value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    // Length and value go out in one store of 8 bytes, of which the next value overwrites what is not its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteBoolean(bool value)
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian((1UL << 32) | (value ? 1UL << 24 : 0)));
        _writer.Advance(5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteInt16(short value)
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian((2UL << 32) | ((ulong)(ushort)value << 16)));
        _writer.Advance(6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteInt32(int value)
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian((4UL << 32) | (uint)value));
        _writer.Advance(8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteInt64(long value)
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian(8));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref cursor, 4), BigEndian((ulong)value));
        _writer.Advance(12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref _writer.Reserve(value.Length);
        Unsafe.WriteUnaligned(ref cursor, BigEndian(value.Length));
        ValueCopy.Copy(value, ref Unsafe.Add(ref cursor, 4));
        _writer.Advance(4 + value.Length);
    }
}
