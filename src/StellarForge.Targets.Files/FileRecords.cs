using System.Buffers.Binary;

namespace StellarForge.Targets.Files;

/// <summary>
/// What the writers of a table's files noted of them: rows, bytes and SHA-256, each at its
/// number's place in one file, so that many files take no more memory than one.
/// Writers write different places, and need no lock.
/// </summary>
internal static class FileRecords
{
    private const int HashSize = 32;
    private const int Size = sizeof(long) + sizeof(long) + HashSize;

    public static void Write(string path, int number, WrittenFile file)
    {
        Span<byte> record = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(record, file.Rows);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], file.Bytes);
        file.Sha256.CopyTo(record[16..]);
        using var records = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(records, record, (long)number * Size);

        // Before the file has its name: half a record beside it would be one of another file.
        RandomAccess.FlushToDisk(records);
    }

    /// <summary>Reads a record, or gives <see langword="null"/> where there is none: the writer's machine lost it.</summary>
    public static WrittenFile? Read(FileStream? records, int number)
    {
        Span<byte> record = stackalloc byte[Size];
        if (records is null || RandomAccess.Read(records.SafeFileHandle, record, (long)number * Size) < Size)
            return null;

        // No hash is all zeros: that is a place which was never written.
        var hash = record[16..].ToArray();
        return hash.AsSpan().IndexOfAnyExcept((byte)0) < 0
            ? null
            : new WrittenFile(BinaryPrimitives.ReadInt64LittleEndian(record), BinaryPrimitives.ReadInt64LittleEndian(record[8..]), hash);
    }
}

/// <summary>What the writer of a file knows of it.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Sha256">The hash of the bytes.</param>
internal sealed record WrittenFile(long Rows, long Bytes, byte[] Sha256);
