using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StellarForge.Brokers.Embedded;

/// <summary>What stands before the records of a batch: the unit that is written, checked and read. Little-endian.</summary>
/// <param name="Length">The bytes of the records.</param>
/// <param name="BaseOffset">The offset of the first record.</param>
/// <param name="Count">How many records there are.</param>
/// <param name="Time">When the batch was appended: microseconds since 1970 UTC.</param>
internal readonly record struct BatchHeader(int Length, long BaseOffset, int Count, long Time)
{
    /// <summary>The bytes of a header.</summary>
    public const int Size = 32;

    /// <summary>The most bytes of records in a batch.</summary>
    public const int LongestBatch = 1 << 28;

    private const int ChecksumAt = Size - sizeof(uint);

    /// <summary>What a header begins with: the format and its version.</summary>
    public static ReadOnlySpan<byte> Magic => "SFL1"u8;

    /// <summary>The offset after the batch.</summary>
    public long NextOffset => BaseOffset + Count;

    /// <summary>Writes the header, with the checksum of itself and the records.</summary>
    /// <param name="batch">Room for the header, then the records.</param>
    public void Write(Span<byte> batch)
    {
        Magic.CopyTo(batch);
        BinaryPrimitives.WriteInt32LittleEndian(batch[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(batch[8..], BaseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(batch[16..], Time);
        BinaryPrimitives.WriteInt32LittleEndian(batch[24..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[ChecksumAt..], Checksum(batch));
    }

    /// <summary>Reads a header; whether it can be one. Whether the batch is whole is <see cref="IsWhole"/>'s to say.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BatchHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
            return false;
        header = new BatchHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        return header.Length is >= 0 and <= LongestBatch && header.BaseOffset >= 0 && header.Count > 0;
    }

    /// <summary>Whether header and records are as they were written.</summary>
    /// <param name="batch">The header, then all its records.</param>
    public static bool IsWhole(ReadOnlySpan<byte> batch) => BinaryPrimitives.ReadUInt32LittleEndian(batch[ChecksumAt..]) == Checksum(batch);

    private static uint Checksum(ReadOnlySpan<byte> batch) => Crc32C(Crc32C(uint.MaxValue, batch[..ChecksumAt]), batch[Size..]);

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var last in bytes[^(bytes.Length % sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, last);
        return crc;
    }
}
