using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>The values of one column of the row group in hand, as PLAIN bytes, and which rows have one.</summary>
/// <remarks>
/// Appending is a plain copy; dictionary, statistics and pages are made when the row group is full, column by column, where they are tight loops.
/// </remarks>
/// <param name="schema">The column.</param>
/// <param name="rows">The rows to make room for; there may be more.</param>
internal sealed class ParquetColumn(ColumnSchema schema, int rows) : IDisposable
{
    private const int FirstBytesPerRow = 16;

    private readonly bool _isNullable = schema.IsNullable;
    private byte[] _defined = schema.IsNullable ? ArrayPool<byte>.Shared.Rent(rows) : [];
    private byte[] _values = ArrayPool<byte>.Shared.Rent(rows * FirstBytesPerRow);

    public ColumnSchema Schema { get; } = schema;

    public ParquetType Type { get; } = ParquetType.Of(schema);

    /// <summary>The values that are not null, one after the other; booleans a byte each.</summary>
    public ReadOnlySpan<byte> Values => _values.AsSpan(0, Length);

    /// <summary>1 for each row that has a value, 0 for null; empty when the column takes no null.</summary>
    public ReadOnlySpan<byte> Defined => _defined.AsSpan(0, Schema.IsNullable ? Count + Nulls : 0);

    public int Length { get; private set; }

    /// <summary>The number of values, nulls not counted.</summary>
    public int Count { get; private set; }

    public int Nulls { get; private set; }

    public void Clear() => Length = Count = Nulls = 0;

    public void AppendNull()
    {
        SetDefined(0);
        Nulls++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendByte(byte value) => Value(1) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendInt32(int value) => Unsafe.WriteUnaligned(ref Value(4), LittleEndian(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendInt64(long value) => Unsafe.WriteUnaligned(ref Value(8), BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    public void AppendInt128(Int128 value) => BinaryPrimitives.WriteInt128BigEndian(MemoryMarshal.CreateSpan(ref Value(16), 16), value);

    public void AppendUuid(Guid value) => value.TryWriteBytes(MemoryMarshal.CreateSpan(ref Value(16), 16), bigEndian: true, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendBytes(scoped ReadOnlySpan<byte> value)
    {
        ref var destination = ref Value(4 + value.Length);
        Unsafe.WriteUnaligned(ref destination, LittleEndian(value.Length));
        ValueCopy.Copy(value, ref Unsafe.Add(ref destination, 4));
    }

    /// <summary>Appends a value as the format has it: a text with its length.</summary>
    public void AppendPlain(scoped ReadOnlySpan<byte> plain) => ValueCopy.Copy(plain, ref Value(plain.Length));

    public void Dispose()
    {
        if (_defined.Length > 0)
            ArrayPool<byte>.Shared.Return(_defined);
        ArrayPool<byte>.Shared.Return(_values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LittleEndian(int value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    // Where a value of so many bytes goes, unchecked: there is room for them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Value(int bytes)
    {
        if (_values.Length - Length < bytes)
            Grow(ref _values, Length, bytes);
        if (_isNullable)
            SetDefined(1);

        var start = Length;
        Count++;
        Length = start + bytes;
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetDefined(byte value)
    {
        var row = Count + Nulls;
        if (row == _defined.Length)
            Grow(ref _defined, row, 1);
        _defined[row] = value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Grow(ref byte[] array, int length, int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(length + bytes), (int)Math.Min(array.Length * 2L, Array.MaxLength)));
        array.AsSpan(0, length).CopyTo(larger);
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
