using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace StellarForge.Brokers.Embedded;

/// <summary>Finds where the whole batches of a file end.</summary>
internal static class BatchScan
{
    /// <summary>Goes from batch to batch.</summary>
    /// <param name="file">The file.</param>
    /// <param name="segment">Which it is, for messages.</param>
    /// <param name="position">Where a batch begins, or the file ends.</param>
    /// <param name="nextOffset">The offset of that batch.</param>
    /// <returns>The place and the offset after the last whole batch.</returns>
    /// <exception cref="LogDamagedException">A batch is damaged and others follow it: this was no append that was cut off.</exception>
    public static (long Position, long NextOffset) End(SafeFileHandle file, LogSegment segment, long position, long nextOffset)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var length = RandomAccess.GetLength(file);
            while (TryBatch(file, position, nextOffset, length, ref buffer, out var header))
                (position, nextOffset) = (position + BatchHeader.Size + header.Length, header.NextOffset);
            for (var later = position + 1; later <= length - BatchHeader.Size; later++)
            {
                // One append at a time is on its way, so a whole batch behind it means that the bytes before were whole once.
                later = NextMagic(file, later, length, buffer);
                if (later >= 0 && TryBatch(file, later, null, length, ref buffer, out var header) && header.BaseOffset > nextOffset)
                {
                    throw new LogDamagedException(
                        $"{segment.Path} is damaged at byte {position} (offset {nextOffset}), and goes on at byte {later}. "
                        + "Restore it, or begin with a new log.");
                }

                if (later < 0)
                    break;
            }

            return (position, nextOffset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Whether a whole batch stands at a place; where its offset is known, that one.
    private static bool TryBatch(SafeFileHandle file, long position, long? offset, long length, ref byte[] buffer, out BatchHeader header)
    {
        header = default;
        if (length - position < BatchHeader.Size)
            return false;
        var count = RandomAccess.Read(file, buffer.AsSpan(0, BatchHeader.Size), position);
        if (!BatchHeader.TryRead(buffer.AsSpan(0, count), out header) || (offset is { } wanted && header.BaseOffset != wanted))
            return false;
        var size = BatchHeader.Size + header.Length;
        if (length - position < size)
            return false;
        if (buffer.Length < size)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(size);
        }

        return RandomAccess.Read(file, buffer.AsSpan(0, size), position) == size && BatchHeader.IsWhole(buffer.AsSpan(0, size));
    }

    // The place of the next bytes that a header begins with, or −1.
    private static long NextMagic(SafeFileHandle file, long position, long length, byte[] buffer)
    {
        while (position < length)
        {
            var count = RandomAccess.Read(file, buffer, position);
            if (count < BatchHeader.Magic.Length)
                return -1;
            var found = buffer.AsSpan(0, count).IndexOf(BatchHeader.Magic);
            if (found >= 0)
                return position + found;
            position += count - BatchHeader.Magic.Length + 1;
        }

        return -1;
    }
}
