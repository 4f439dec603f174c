using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>A file of a partition, open: a header that says whose it is, and batches. It is named by the offset of its first message.</summary>
internal sealed class Segment : IDisposable
{
    /// <summary>Where the first batch begins.</summary>
    public const int HeaderSize = 52;

    private const int ChecksumAt = HeaderSize - sizeof(uint);

    private Segment(PartitionFolder folder, long baseOffset, SafeFileHandle handle, uint salt, DateTime created) =>
        (Path, BaseOffset, Handle, Salt, Created) = (folder.SegmentPath(baseOffset), baseOffset, handle, salt, created);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The offset of the first message.</summary>
    public long BaseOffset { get; }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>What the checksums of its batches' headers begin with.</summary>
    public uint Salt { get; }

    /// <summary>When it was begun: all messages of the segment before it are older.</summary>
    public DateTime Created { get; }

    private static ReadOnlySpan<byte> Magic => "SFL1"u8;

    /// <summary>Makes a segment's file: by its name it is there as a whole, and for good.</summary>
    public static void Create(PartitionFolder folder, long baseOffset, DateTime now)
    {
        Span<byte> bytes = stackalloc byte[HeaderSize];
        Magic.CopyTo(bytes);
        RandomNumberGenerator.Fill(bytes.Slice(4, sizeof(uint)));
        folder.Topic.Id.TryWriteBytes(bytes[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], folder.Partition.Partition);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], folder.Topic.Partitions);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], baseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], now.Ticks);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum.Of(bytes[..ChecksumAt]));

        var path = folder.SegmentPath(baseOffset);
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            Disk.Flush(file);
        }

        Disk.Move(temporary, path);
    }

    /// <summary>Opens a segment.</summary>
    /// <param name="folder">The partition.</param>
    /// <param name="baseOffset">The offset of its first message.</param>
    /// <param name="access">What for.</param>
    /// <returns>The segment, or <see langword="null"/> where there is no such file.</returns>
    /// <exception cref="BrokerException">It is damaged, or another topic's.</exception>
    public static Segment? TryOpen(PartitionFolder folder, long baseOffset, FileAccess access)
    {
        var path = folder.SegmentPath(baseOffset);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        Segment? segment = null;
        try
        {
            return segment = Read(folder, baseOffset, handle);
        }
        finally
        {
            if (segment is null)
                handle.Dispose();
        }
    }

    /// <summary>Fills bytes from the file, unless it ends before.</summary>
    /// <returns>How many were read.</returns>
    public int Read(Span<byte> bytes, long position)
    {
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(Handle, bytes[count..], position + count) is > 0 and var more)
            count += more;
        return count;
    }

    /// <summary>An error that names the file and the place.</summary>
    public BrokerException Damaged(long position, long offset, string why) =>
        new($"{Path} is damaged at byte {position} (offset {offset}): {why}. Restore the file, or begin with another folder.");

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static Segment Read(PartitionFolder folder, long baseOffset, SafeFileHandle handle)
    {
        Span<byte> bytes = stackalloc byte[HeaderSize];
        var segment = new Segment(folder, baseOffset, handle, salt: 0, default);
        if (segment.Read(bytes, 0) < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Checksum.Of(bytes[..ChecksumAt]))
            throw segment.Damaged(0, baseOffset, "its header is not as it was written");
        if (!bytes.StartsWith(Magic))
            throw new BrokerException($"{segment.Path} is of another version: use the release that made it, or another folder.");
        if (new Guid(bytes.Slice(8, 16)) != folder.Topic.Id)
            throw folder.Replaced();
        var (partition, partitions) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]));
        if (partition != folder.Partition.Partition || BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]) != baseOffset)
            throw segment.Damaged(0, baseOffset, "it has another file's name");
        if (partitions != folder.Topic.Partitions)
            throw new BrokerException(
                $"The topic {folder.Topic.Name} was made with {partitions} partitions, and its topic.json says {folder.Topic.Partitions}: correct it there. " +
                "To change their number, make another topic.");
        return new Segment(
            folder, baseOffset, handle, BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            new DateTime(BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]), DateTimeKind.Utc));
    }
}
