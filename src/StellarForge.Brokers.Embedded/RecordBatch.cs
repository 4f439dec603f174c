using System.Buffers.Binary;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Records that are appended to a partition together: either all of them are in the log, or none. Reused from batch to batch. For one thread at a time.
/// </summary>
public sealed class RecordBatch
{
    private byte[] _bytes = new byte[1 << 16];
    private int _length = BatchHeader.Size;

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of the records.</summary>
    public int Length => _length - BatchHeader.Size;

    /// <summary>Adds a record.</summary>
    /// <param name="key">The key; empty for none.</param>
    /// <param name="value">The value.</param>
    /// <param name="headers">The headers, in whatever form the reader knows; empty for none.</param>
    /// <exception cref="InvalidOperationException">The batch would be longer than 256 MiB.</exception>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> headers = default)
    {
        var length = (3L * sizeof(int)) + key.Length + value.Length + headers.Length;
        if (Length + length > BatchHeader.LongestBatch)
            throw new InvalidOperationException($"A batch of records can't be longer than {BatchHeader.LongestBatch >> 20} MiB; append this one first.");
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, (int)Math.Max(2L * _bytes.Length, _length + length));
        Add(key);
        Add(value);
        Add(headers);
        Count++;
    }

    /// <summary>Forgets the records, and keeps the memory.</summary>
    public void Clear() => (_length, Count) = (BatchHeader.Size, 0);

    /// <summary>The batch as it stands in the log.</summary>
    internal ReadOnlyMemory<byte> Seal(long baseOffset, long time)
    {
        new BatchHeader(Length, baseOffset, Count, time).Write(_bytes.AsSpan(0, _length));
        return _bytes.AsMemory(0, _length);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length), bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length + sizeof(int)));
        _length += sizeof(int) + bytes.Length;
    }
}
