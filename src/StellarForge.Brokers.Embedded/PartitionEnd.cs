using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Where a partition ends: what its file <c>end</c> says. It is written after what lies before it is flushed, so that readers, who go no further, read
/// nothing that a loss of power takes back. It is not flushed itself: an older one only makes the next who appends look at more.
/// </summary>
/// <param name="Topic">The topic's id.</param>
/// <param name="Segment">The offset of the last segment's first message.</param>
/// <param name="Position">The bytes of the last segment that are there for good.</param>
/// <param name="Offset">The offset that the next message will have.</param>
internal readonly record struct PartitionEnd(Guid Topic, long Segment, long Position, long Offset)
{
    private const int Size = 48;
    private const int ChecksumAt = Size - sizeof(uint);

    // While one writes, another may read a part of it.
    private const int Times = 1000;

    private static ReadOnlySpan<byte> Magic => "SFE1"u8;

    /// <summary>Writes it.</summary>
    public void Write(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Magic.CopyTo(bytes);
        Topic.TryWriteBytes(bytes[4..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], Segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[28..], Position);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[36..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum.Of(bytes[..ChecksumAt]));
        RandomAccess.Write(file, bytes, 0);
    }

    /// <summary>Whether something stands there that no append wrote: a loss of power leaves nothing, or zeros.</summary>
    public static bool IsDamaged(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[Size];
        return Read(file) is null && bytes[..RandomAccess.Read(file, bytes, 0)].ContainsAnyExcept((byte)0);
    }

    /// <summary>Reads it, or gives <see langword="null"/> where the file is not as it was written.</summary>
    public static PartitionEnd? Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[Size];
        for (var time = 0; time < Times; time++)
        {
            if (RandomAccess.Read(file, bytes, 0) < Size)
                return null;
            if (bytes.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Checksum.Of(bytes[..ChecksumAt]))
                return new PartitionEnd(
                    new Guid(bytes.Slice(4, 16)), BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]),
                    BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]));
            Thread.Yield();
        }

        return null;
    }
}
