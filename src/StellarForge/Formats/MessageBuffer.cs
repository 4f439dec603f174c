using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Messages that an encoder writes one after the other, in pooled memory that is used over and over. For one thread at a time.</summary>
/// <param name="flushThreshold">The bytes at which <see cref="IsFull"/> turns true. Default 256 KiB.</param>
public sealed class MessageBuffer(int flushThreshold = RowBuffer.DefaultFlushThreshold) : IDisposable
{
    private int[] _ends = new int[1024];

    /// <summary>The number of messages.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the buffer should be emptied before more messages are written.</summary>
    public bool IsFull => Bytes.IsFull;

    /// <summary>A message's bytes.</summary>
    /// <param name="index">Its 0-based place.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var start = index == 0 ? 0 : _ends[index - 1];
            return Bytes.WrittenSpan[start.._ends[index]];
        }
    }

    /// <summary>Where the bytes of the next message go.</summary>
    public RowBuffer Bytes { get; } = new(flushThreshold);

    /// <summary>Ends a message: it has the bytes that were appended since the one before.</summary>
    public void EndMessage()
    {
        if (Count == _ends.Length)
            Array.Resize(ref _ends, 2 * _ends.Length);
        _ends[Count++] = Bytes.Length;
    }

    /// <summary>Forgets the messages, and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Bytes.Clear();
    }

    /// <summary>Gives the memory back to the pool; the buffer must not be used any more.</summary>
    public void Dispose() => Bytes.Dispose();
}
