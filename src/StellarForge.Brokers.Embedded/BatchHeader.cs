using System.Buffers.Binary;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// What stands before the records of a batch: the unit that is written, checked and read. It has a checksum of its own, so that a batch whose end is missing
/// (an append that was cut off) is never taken for one with a byte changed (damage), or the other way round. Little-endian.
/// </summary>
/// <param name="Length">The bytes of the records.</param>
/// <param name="Count">How many records there are.</param>
/// <param name="BaseOffset">The offset of the first record.</param>
/// <param name="RecordsChecksum">The checksum of the records.</param>
internal readonly record struct BatchHeader(int Length, int Count, long BaseOffset, uint RecordsChecksum)
{
    /// <summary>The bytes of a header.</summary>
    public const int Size = 24;

    private const int ChecksumAt = Size - sizeof(uint);

    /// <summary>The offset after the last record.</summary>
    public long NextOffset => BaseOffset + Count;

    /// <summary>Writes the header.</summary>
    /// <param name="bytes">Where the batch begins.</param>
    /// <param name="salt">The segment's: bytes that a message carries are no batch there.</param>
    public void Write(Span<byte> bytes, uint salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], BaseOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], RecordsChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum.Of(bytes[..ChecksumAt], salt));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; whether it did.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint salt, out BatchHeader header)
    {
        header = new BatchHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Checksum.Of(bytes[..ChecksumAt], salt)
            && header is { Length: > 0, Count: > 0, BaseOffset: >= 0 };
    }
}
