using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StellarForge.Parquet;

/// <summary>Finds the distinct values of a column of a row group, as long as there are few enough for a dictionary to pay.</summary>
internal sealed class ParquetDictionary
{
    // 16-bit indices at the most; and a table that stays in the second-level cache.
    private const int MaxEntries = 1 << 15;
    private const int SlotBits = 16;

    // After so many values, all different, the column is taken for a key; and later, for one with too many values.
    private const int FirstLook = 1_024;
    private const int SecondLook = 16_384;

    private readonly int[] _slots = new int[1 << SlotBits];
    private readonly int[] _offsets = new int[MaxEntries];
    private int[] _indices = [];

    /// <summary>The number of distinct values.</summary>
    public int Entries { get; private set; }

    /// <summary>The index of each value.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>The bytes of the distinct values, in PLAIN.</summary>
    public int PlainLength { get; private set; }

    /// <summary>The bits of an index.</summary>
    public int BitWidth => Entries <= 1 ? 1 : BitOperations.Log2((uint)(Entries - 1)) + 1;

    private int Count { get; set; }

    /// <summary>Whether a dictionary makes the column smaller; if so, it is ready.</summary>
    public bool TryBuild(ParquetColumn column)
    {
        if (column.Count == 0 || column.Type.Physical == PhysicalType.Boolean)
            return false;

        Entries = PlainLength = 0;
        Count = column.Count;
        if (_indices.Length < Count)
            _indices = new int[Count];
        Array.Clear(_slots);

        var built = column.Type.Width switch
        {
            4 => TryBuild(MemoryMarshal.Cast<byte, uint>(column.Values)),
            8 => TryBuild(MemoryMarshal.Cast<byte, ulong>(column.Values)),
            16 => TryBuild(MemoryMarshal.Cast<byte, UInt128>(column.Values)),
            _ => TryBuildOfBytes(column.Values),
        };
        return built && PlainLength + (long)Count * BitWidth / 8 < column.Length * 9L / 10;
    }

    /// <summary>Copies the distinct values, in PLAIN, in the order of their indices.</summary>
    public void CopyTo(ParquetColumn column, Span<byte> destination)
    {
        var values = column.Values;
        foreach (var offset in _offsets.AsSpan(0, Entries))
        {
            var length = column.Type.Width is > 0 and var width ? width : 4 + BinaryPrimitives.ReadInt32LittleEndian(values[offset..]);
            values.Slice(offset, length).CopyTo(destination);
            destination = destination[length..];
        }
    }

    private bool TryBuild<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var width = Marshal.SizeOf<T>();
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            var folded = width == 16 ? ulong.CreateTruncating(value ^ (value >>> 64)) : ulong.CreateTruncating(value);
            var slot = SlotOf(folded);
            int entry;
            while ((entry = _slots[slot] - 1) >= 0 && values[_offsets[entry] / width] != value)
                slot = (slot + 1) & ((1 << SlotBits) - 1);
            if (entry < 0 && (entry = Add(slot, i * width, width, i)) < 0)
                return false;
            _indices[i] = entry;
        }

        return true;
    }

    private bool TryBuildOfBytes(ReadOnlySpan<byte> values)
    {
        var offset = 0;
        for (var i = 0; i < Count; i++)
        {
            // The length is part of what is compared: one comparison instead of two.
            var length = 4 + BinaryPrimitives.ReadInt32LittleEndian(values[offset..]);
            var value = values.Slice(offset, length);
            var slot = SlotOf(Fold(value));
            int entry;
            while ((entry = _slots[slot] - 1) >= 0 && !values[_offsets[entry]..].StartsWith(value))
                slot = (slot + 1) & ((1 << SlotBits) - 1);
            if (entry < 0 && (entry = Add(slot, offset, length, i)) < 0)
                return false;
            _indices[i] = entry;
            offset += length;
        }

        return true;
    }

    private int Add(int slot, int offset, int length, int seen)
    {
        var tooMany = Entries == MaxEntries || (seen == FirstLook && Entries == FirstLook) || (seen > SecondLook && Entries > seen / 2);
        if (tooMany)
            return -1;

        _offsets[Entries] = offset;
        PlainLength += length;
        _slots[slot] = ++Entries;
        return Entries - 1;
    }

    private static ulong Fold(ReadOnlySpan<byte> value)
    {
        // Four bytes at the least; the last word overlaps the one before.
        if (value.Length < sizeof(ulong))
            return ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[^sizeof(uint)..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(value);
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(value[^sizeof(ulong)..]);
        for (; value.Length > sizeof(ulong); value = value[sizeof(ulong)..])
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value)) * 0x9E3779B97F4A7C15, 29);
        return hash;
    }

    // Fibonacci hashing (Knuth, TAOCP 3, §6.4).
    private static int SlotOf(ulong value) => (int)(value * 0x9E3779B97F4A7C15 >> (64 - SlotBits));
}
