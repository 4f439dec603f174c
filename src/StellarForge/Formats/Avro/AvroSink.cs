using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes rows into a buffer in Avro's binary encoding, as records of <see cref="Ddl.SchemaDocument.Avro"/>. Made anew for each batch.</summary>
internal ref struct AvroSink<TFrame> : IRowSink
    where TFrame : struct, IRowFrame
{
    private const byte Zero = 0;

    // The branch of a union that is not its first, null; both as zigzag.
    private const byte ValueBranch = 2;

    private readonly ref readonly bool _isNullable;
    private readonly TFrame _frame;
    private RowWriter _writer;

    /// <summary>Appends to a buffer.</summary>
    /// <param name="isNullable">Of each column, whether it is a union with null.</param>
    /// <param name="buffer">The buffer; it has a row once the row has ended.</param>
    /// <param name="frame">What stands around each row.</param>
    public AvroSink(bool[] isNullable, RowBuffer buffer, TFrame frame)
    {
        _frame = frame;
        _isNullable = ref MemoryMarshal.GetArrayDataReference(isNullable);
        _writer = new RowWriter(buffer, Utf8Format.MaxLength);
    }

    /// <summary>The rows that have ended.</summary>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public readonly bool IsFull => _writer.IsFull;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => _frame.Begin(ref _writer);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        _frame.End(ref _writer);
        Rows++;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal)
    {
        _writer.Reserve() = Zero;
        _writer.Advance(1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        Begin(ordinal, 0) = value ? (byte)1 : Zero;
        _writer.Advance(1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value) => Int64(ordinal, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value) => Int64(ordinal, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        ref var cursor = ref Begin(ordinal, 0);
        _writer.Advance(AvroInteger.Write(ref cursor, value));
    }

    /// <inheritdoc/>
    public void UInt64(int ordinal, ulong value) => Decimal(ordinal, value, 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        Unsafe.WriteUnaligned(ref Begin(ordinal, 0), BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits));
        _writer.Advance(sizeof(uint));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        Unsafe.WriteUnaligned(ref Begin(ordinal, 0), BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits));
        _writer.Advance(sizeof(ulong));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        ref var cursor = ref Begin(ordinal, 0);
        var value = (long)unscaled;
        if (value != unscaled)
        {
            WideDecimal(ref cursor, unscaled);
            return;
        }

        // As many bytes as the digits and the sign need, the highest first, behind their length in zigzag.
        var length = (72 - BitOperations.LeadingZeroCount((ulong)(value ^ (value >> 63)))) / 8;
        cursor = (byte)(length << 1);
        var bits = (ulong)value << (64 - (8 * length));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref cursor, 1), BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits);
        _writer.Advance(1 + length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref Begin(ordinal, value.Length);
        var length = AvroInteger.Write(ref cursor, value.Length);
        ValueCopy.Copy(value, ref Unsafe.Add(ref cursor, length));
        _writer.Advance(length + value.Length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days) => Int64(ordinal, days);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds) => Int64(ordinal, microseconds);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds) => Int64(ordinal, microseconds);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds) => Int64(ordinal, microseconds);

    /// <inheritdoc/>
    public void Uuid(int ordinal, Guid value)
    {
        ref var cursor = ref Begin(ordinal, 0);
        var length = Utf8Format.Uuid(ref Unsafe.Add(ref cursor, 1), value);
        cursor = (byte)(length << 1);
        _writer.Advance(1 + length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Utf8(ordinal, value);

    // The branch of a nullable column comes first; the room is for the value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Begin(int ordinal, int length)
    {
        ref var cursor = ref _writer.Reserve(length);
        if (!Unsafe.Add(ref Unsafe.AsRef(in _isNullable), ordinal))
            return ref cursor;
        cursor = ValueBranch;
        _writer.Advance(1);
        return ref Unsafe.Add(ref cursor, 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WideDecimal(ref byte cursor, Int128 unscaled)
    {
        var magnitude = (UInt128)(unscaled ^ (unscaled >> 127));
        var length = (136 - (int)UInt128.LeadingZeroCount(magnitude)) / 8;
        cursor = (byte)(length << 1);
        for (var index = 0; index < length; index++)
            Unsafe.Add(ref cursor, length - index) = (byte)(unscaled >> (8 * index));
        _writer.Advance(1 + length);
    }
}
