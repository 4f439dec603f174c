using System.Buffers;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>Finds where the whole batches of a segment end.</summary>
internal static class BatchScan
{
    private const int BufferLength = 1 << 16;

    /// <summary>Goes from batch to batch, and checks each.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="length">Its length.</param>
    /// <param name="end">From where on; then where they end. What follows there is an append that was cut off: it may have any bytes, as the parts of a file
    /// come to the disk in any order, and what a loss of power kept away may be zeros or what was there before.</param>
    /// <exception cref="BrokerException">A batch is not as it was written, and another follows, so that it was whole once: that is damage.</exception>
    public static void Run(Segment segment, long length, ref PartitionEnd end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (length - end.Position >= BatchHeader.Size)
            {
                segment.Read(buffer.AsSpan(0, BatchHeader.Size), end.Position);
                if (!BatchHeader.TryRead(buffer, segment.Salt, out var header))
                {
                    if (!HasBatch(segment, end.Position + 1, length, end.Offset, buffer))
                        return;
                    throw segment.Damaged(end.Position, end.Offset, "a batch's header is not as it was written");
                }

                if (header.BaseOffset != end.Offset)
                    throw segment.Damaged(end.Position, end.Offset, $"there is a batch of offset {header.BaseOffset}");
                var next = end.Position + BatchHeader.Size + header.Length;
                if (next > length)
                    return;
                if (!IsWhole(segment, end.Position + BatchHeader.Size, header, buffer))
                {
                    if (!HasBatch(segment, next, length, end.Offset, buffer))
                        return;
                    throw segment.Damaged(end.Position, end.Offset, "a batch's messages are not as they were written");
                }

                end = end with { Position = next, Offset = header.NextOffset };
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsWhole(Segment segment, long position, in BatchHeader header, byte[] buffer)
    {
        // The checksum takes eight bytes at a time, so all pieces but the last are a multiple of them.
        var checksum = Checksum.Seed;
        for (var left = header.Length; left > 0;)
        {
            var piece = buffer.AsSpan(0, Math.Min(left, BufferLength));
            if (segment.Read(piece, position) < piece.Length)
                return false;
            checksum = Checksum.Of(piece, checksum);
            (position, left) = (position + piece.Length, left - piece.Length);
        }

        return checksum == header.RecordsChecksum;
    }

    // Whether a batch of a later offset begins anywhere behind a place, by its header.
    private static bool HasBatch(Segment segment, long position, long length, long offset, byte[] buffer)
    {
        while (length - position >= BatchHeader.Size)
        {
            var count = segment.Read(buffer.AsSpan(0, (int)Math.Min(BufferLength, length - position)), position);
            var places = count - BatchHeader.Size + 1;
            for (var place = 0; place < places; place++)
            {
                if (BatchHeader.TryRead(buffer.AsSpan(place), segment.Salt, out var header) && header.BaseOffset > offset)
                    return true;
            }

            if (places <= 0)
                return false;
            position += places;
        }

        return false;
    }
}
