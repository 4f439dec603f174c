using System.Buffers;

namespace StellarForge.Engine.Brokers;

/// <summary>Messages on their way to or from a broker, in one block of pooled memory, used over and over. For one thread at a time.</summary>
/// <param name="capacity">The bytes at which the batch counts as full. Default 1 MiB. One longer message fits as well.</param>
/// <param name="mostMessages">The messages at which it does. Default 65,536: their places cost memory, even where they are empty.</param>
public sealed class MessageBatch(int capacity = MessageBatch.DefaultCapacity, int mostMessages = MessageBatch.DefaultMostMessages) : IDisposable
{
    /// <summary>1 MiB: what brokers take in one request by default.</summary>
    public const int DefaultCapacity = 1 << 20;

    /// <summary>65,536.</summary>
    public const int DefaultMostMessages = 1 << 16;

    private readonly List<Entry> _entries = [];
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The number of messages.</summary>
    public int Count => _entries.Count;

    /// <summary>The bytes of all messages.</summary>
    public int Length => _length;

    /// <summary>Whether no more should be added.</summary>
    public bool IsFull => _length >= capacity || _entries.Count >= mostMessages;

    /// <summary>A message, until the batch is cleared.</summary>
    /// <param name="index">Its 0-based place in the batch.</param>
    public Message this[int index]
    {
        get
        {
            var entry = _entries[index];
            var bytes = _bytes.AsSpan(entry.Start);
            return new Message
            {
                Partition = entry.Partition,
                Offset = entry.Offset,
                Timestamp = entry.Timestamp,
                Origin = entry.Origin,
                Key = bytes[..entry.Key],
                Value = bytes.Slice(entry.Key, entry.Value),
                TraceParent = bytes.Slice(entry.Key + entry.Value, entry.TraceParent),
            };
        }
    }

    /// <summary>Appends a copy of a message.</summary>
    public void Add(in Message message)
    {
        var length = checked(message.Key.Length + message.Value.Length + message.TraceParent.Length);
        if (_bytes.Length - _length < length)
            Grow(length);
        var bytes = _bytes.AsSpan(_length);
        message.Key.CopyTo(bytes);
        message.Value.CopyTo(bytes[message.Key.Length..]);
        message.TraceParent.CopyTo(bytes[(message.Key.Length + message.Value.Length)..]);
        _entries.Add(new Entry(
            message.Partition, message.Offset, message.Timestamp, message.Origin,
            _length, message.Key.Length, message.Value.Length, message.TraceParent.Length));
        _length += length;
    }

    /// <summary>Forgets the messages, and keeps the memory.</summary>
    public void Clear()
    {
        _entries.Clear();
        _length = 0;
    }

    /// <summary>Gives the memory back; the batch must not be used any more.</summary>
    public void Dispose()
    {
        Clear();
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + length), (int)Math.Min(2L * Math.Max(_bytes.Length, 1 << 16), Array.MaxLength)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private readonly record struct Entry(
        TopicPartition Partition, long Offset, long Timestamp, EventOrigin? Origin, int Start, int Key, int Value, int TraceParent);
}
