using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snappier;

/// <summary>
/// Snappy's raw block format (<see href="https://github.com/google/snappy/blob/main/format_description.txt"/>), where
/// the package feed lacks the library Snappier.
/// </summary>
/// <remarks>
/// With the names of that library's methods. The library that every feed has ran at 130–270 MB/s and allocated each
/// result; pages are compressed on the row path.
/// </remarks>
internal static class Snappy
{
    private const int FragmentSize = 1 << 16;

    // The matcher reads up to 15 bytes beyond a position it has checked.
    private const int InputMargin = 15;
    private const int MaxTableBits = 14;

    /// <summary>The most bytes that a block of that length compresses to.</summary>
    public static int GetMaxCompressedLength(int length) => checked(32 + length + length / 6);

    /// <summary>Compresses a block.</summary>
    /// <param name="source">The block.</param>
    /// <param name="destination">At least <see cref="GetMaxCompressedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxCompressedLength(source.Length))
            throw new ArgumentException("The destination is shorter than GetMaxCompressedLength.", nameof(destination));

        var table = ArrayPool<ushort>.Shared.Rent(1 << MaxTableBits);
        var written = WriteVarint(destination, (uint)source.Length);
        for (var start = 0; start < source.Length; start += FragmentSize)
            written += CompressFragment(source.Slice(start, Math.Min(FragmentSize, source.Length - start)), destination[written..], table);
        ArrayPool<ushort>.Shared.Return(table);
        return written;
    }

    // The length of a block before it was compressed.
    private static int UncompressedLength(ReadOnlySpan<byte> source, out int headerLength)
    {
        uint length = 0;
        for (headerLength = 0; headerLength < Math.Min(5, source.Length);)
        {
            var value = source[headerLength];
            length |= (uint)(value & 0x7F) << (7 * headerLength++);
            if (value < 0x80)
                return length <= int.MaxValue ? (int)length : throw Corrupt();
        }

        throw Corrupt();
    }

    /// <summary>Restores a block.</summary>
    /// <returns>The bytes written.</returns>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (UncompressedLength(source, out var read) != destination.Length)
            throw Corrupt();

        var written = 0;
        while (read < source.Length)
        {
            var tag = source[read++];
            var (length, extra) = (tag & 3) switch
            {
                0 when tag >> 2 < 60 => ((tag >> 2) + 1, 0),
                0 => (0, (tag >> 2) - 59),
                1 => (((tag >> 2) & 7) + 4, 1),
                2 => ((tag >> 2) + 1, 2),
                _ => ((tag >> 2) + 1, 4),
            };
            if (source.Length - read < extra)
                throw Corrupt();

            var operand = LittleEndian(source.Slice(read, extra));
            read += extra;
            if ((tag & 3) == 0)
            {
                if (length == 0)
                    length = operand < int.MaxValue ? (int)operand + 1 : throw Corrupt();
                if (source.Length - read < length || destination.Length - written < length)
                    throw Corrupt();
                source.Slice(read, length).CopyTo(destination[written..]);
                read += length;
            }
            else
            {
                var offset = (tag & 3) == 1 ? ((tag >> 5) << 8) | (int)operand : (int)Math.Min(operand, int.MaxValue);
                if (offset == 0 || offset > written || destination.Length - written < length)
                    throw Corrupt();

                // Byte by byte: a copy may overlap what it is making.
                for (var i = 0; i < length; i++)
                    destination[written + i] = destination[written + i - offset];
            }

            written += length;
        }

        return written == destination.Length ? written : throw Corrupt();
    }

    private static int CompressFragment(ReadOnlySpan<byte> source, Span<byte> destination, Span<ushort> slots)
    {
        // Unchecked reads: `ip` never passes `limit`, which leaves InputMargin bytes, and candidates lie before `ip`. Unchecked writes: the destination has
        // GetMaxCompressedLength bytes, which is more than any mixture of literals and copies takes, and than the sixteen bytes that a short literal writes.
        ref var input = ref MemoryMarshal.GetReference(source);
        ref var output = ref MemoryMarshal.GetReference(destination);
        var tableBits = Math.Clamp(BitOperations.Log2((uint)source.Length) + 1, 8, MaxTableBits);
        var shift = 32 - tableBits;
        slots[..(1 << tableBits)].Clear();
        ref var table = ref MemoryMarshal.GetReference(slots);

        var op = 0;
        var literal = 0;
        var limit = source.Length - InputMargin;
        for (var ip = 1; ip <= limit;)
        {
            // The longer nothing matches, the larger the steps: incompressible data passes quickly.
            int candidate;
            for (var skip = 32; ; skip++)
            {
                var current = Read32(ref input, ip);
                ref var slot = ref Unsafe.Add(ref table, Hash(current, shift));
                candidate = slot;
                slot = (ushort)ip;
                if (current == Read32(ref input, candidate))
                    break;
                ip += skip >> 5;
                if (ip > limit)
                    return op + WriteLiteral(source[literal..], destination[op..]);
            }

            op += WriteShortLiteral(ref input, literal, ip - literal, ref output, op);
            ulong next;
            do
            {
                var length = 4 + MatchLength(ref input, source.Length, candidate + 4, ip + 4);
                op += WriteCopy(ref Unsafe.Add(ref output, op), ip - candidate, length);
                ip += length;
                literal = ip;
                if (ip > limit)
                    break;

                // One read for the two positions that are entered, and the one that is looked for.
                next = Read64(ref input, ip - 1);
                Unsafe.Add(ref table, Hash((uint)next, shift)) = (ushort)(ip - 1);
                ref var slot = ref Unsafe.Add(ref table, Hash((uint)(next >> 8), shift));
                candidate = slot;
                slot = (ushort)ip;
            }
            while ((uint)(next >> 8) == Read32(ref input, candidate));
            ip++;
        }

        return op + WriteLiteral(source[literal..], destination[op..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MatchLength(ref byte input, int end, int candidate, int ip)
    {
        var start = ip;
        for (; ip <= end - 8; ip += 8, candidate += 8)
        {
            var difference = Read64(ref input, ip) ^ Read64(ref input, candidate);
            if (difference != 0)
                return ip - start + (BitOperations.TrailingZeroCount(difference) >> 3);
        }

        while (ip < end && Unsafe.Add(ref input, ip) == Unsafe.Add(ref input, candidate))
            (ip, candidate) = (ip + 1, candidate + 1);
        return ip - start;
    }

    // Most literals between two copies are short: those are written as sixteen bytes at once. InputMargin leaves as many to read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteShortLiteral(ref byte input, int start, int length, ref byte output, int position)
    {
        if (length > 16)
        {
            return WriteLiteral(
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref input, start), length),
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref output, position), length + 3));
        }

        if (length == 0)
            return 0;
        ref var tag = ref Unsafe.Add(ref output, position);
        tag = (byte)((length - 1) << 2);
        Vector128.LoadUnsafe(ref input, (nuint)start).StoreUnsafe(ref tag, 1);
        return length + 1;
    }

    private static int WriteLiteral(ReadOnlySpan<byte> literal, Span<byte> destination)
    {
        if (literal.IsEmpty)
            return 0;

        var length = literal.Length - 1;
        int header;
        if (length < 60)
        {
            destination[0] = (byte)(length << 2);
            header = 1;
        }
        else if (length < 256)
        {
            destination[0] = 60 << 2;
            destination[1] = (byte)length;
            header = 2;
        }
        else
        {
            destination[0] = 61 << 2;
            BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)length);
            header = 3;
        }

        literal.CopyTo(destination[header..]);
        return header + literal.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteCopy(ref byte output, int offset, int length)
    {
        if (length < 12 && offset < 2048)
        {
            output = (byte)(1 | ((length - 4) << 2) | ((offset >> 8) << 5));
            Unsafe.Add(ref output, 1) = (byte)offset;
            return 2;
        }

        return length <= 64 ? WriteCopyOf(ref output, offset, length) : WriteLongCopy(ref output, offset, length);
    }

    private static int WriteLongCopy(ref byte output, int offset, int length)
    {
        var written = 0;

        // A copy of 64 must not leave a rest below 4, which the short form cannot say.
        for (; length > 64; length -= length >= 68 ? 64 : 60)
            written += WriteCopyOf(ref Unsafe.Add(ref output, written), offset, length >= 68 ? 64 : 60);
        return written + WriteCopy(ref Unsafe.Add(ref output, written), offset, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteCopyOf(ref byte output, int offset, int length)
    {
        output = (byte)(2 | ((length - 1) << 2));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, 1), BitConverter.IsLittleEndian ? (ushort)offset : BinaryPrimitives.ReverseEndianness((ushort)offset));
        return 3;
    }

    private static int WriteVarint(Span<byte> destination, uint value)
    {
        var written = 0;
        for (; value >= 0x80; value >>= 7)
            destination[written++] = (byte)(value | 0x80);
        destination[written++] = (byte)value;
        return written;
    }

    private static uint LittleEndian(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Hash(uint value, int shift) => value * 0x1E35A7BD >> shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read32(ref byte input, int offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref input, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read64(ref byte input, int offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, offset));

    private static InvalidDataException Corrupt() => new("The Snappy block is damaged.");
}
