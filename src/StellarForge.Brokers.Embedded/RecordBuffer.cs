using System.Buffers;
using System.Buffers.Binary;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>Messages of one partition as batches, ready to be written but for their offsets, in pooled memory that is used over and over.</summary>
internal sealed class RecordBuffer : IDisposable
{
    // Readers hold and check a batch at a time.
    private const int FullBatch = 1 << 17;

    // What an unusual burst took is given back.
    private const int MostKept = 1 << 20;

    private byte[] _bytes = [];
    private int _length;
    private int _batch;
    private int _count;

    /// <summary>Whether there are no messages.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Appends a copy of a message.</summary>
    public void Add(in Message message)
    {
        var length = RecordLayout.LengthOf(message);
        if (_bytes.Length - _length < BatchHeader.Size + length)
            Grow(BatchHeader.Size + length);
        if (_count == 0)
            (_batch, _length) = (_length, _length + BatchHeader.Size);
        _length += RecordLayout.Write(message, _bytes.AsSpan(_length));
        _count++;
        if (_length - _batch >= FullBatch)
            EndBatch();
    }

    /// <summary>Gives the batches their offsets.</summary>
    /// <param name="offset">The first message's.</param>
    /// <param name="salt">That of the segment that they are written to.</param>
    /// <param name="next">The offset after the last message.</param>
    public ReadOnlySpan<byte> Seal(long offset, uint salt, out long next)
    {
        if (_count > 0)
            EndBatch();
        for (var at = 0; at < _length;)
        {
            var bytes = _bytes.AsSpan(at);
            var (length, count) = (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
            new BatchHeader(length, count, offset, BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..])).Write(bytes, salt);
            (at, offset) = (at + BatchHeader.Size + length, offset + count);
        }

        next = offset;
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Forgets the messages.</summary>
    public void Clear()
    {
        (_length, _batch, _count) = (0, 0, 0);
        if (_bytes.Length > MostKept)
            Dispose();
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length, _batch, _count) = ([], 0, 0, 0);
    }

    // The checksum of much is made here, where nobody waits for a lock.
    private void EndBatch()
    {
        var start = _batch + BatchHeader.Size;
        new BatchHeader(_length - start, _count, 0, Checksum.Of(_bytes.AsSpan(start, _length - start))).Write(_bytes.AsSpan(_batch), salt: 0);
        _count = 0;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + length), (int)Math.Min(2L * Math.Max(_bytes.Length, 1 << 16), Array.MaxLength)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
