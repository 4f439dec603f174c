using System.Buffers;

namespace StellarForge.Sinks;

/// <summary>
/// The bytes that a sink writes and a connector sends: pooled, bounded, and always whole rows. A row that does not fit makes it grow.
/// For one thread at a time.
/// </summary>
/// <param name="flushThreshold">The bytes at which <see cref="IsFull"/> turns true. Default 256 KiB.</param>
public sealed class RowBuffer(int flushThreshold = RowBuffer.DefaultFlushThreshold) : IBufferWriter<byte>, IDisposable
{
    /// <summary>
    /// 256 KiB: large enough to hide the cost of a send, small enough to leave room in a core's second-level cache for what rows are made from.
    /// </summary>
    public const int DefaultFlushThreshold = 1 << 18;

    // Room for the row that crosses the threshold, so that most buffers never grow.
    private const int RowAllowance = 1 << 12;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(flushThreshold + RowAllowance);

    /// <summary>The bytes of all whole rows since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <inheritdoc cref="Written"/>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>The number of bytes written.</summary>
    public int Length { get; internal set; }

    /// <summary>The number of bytes from which on the buffer should be emptied.</summary>
    public int FlushThreshold { get; } = flushThreshold;

    /// <summary>Whether the buffer should be emptied before more rows are written.</summary>
    public bool IsFull => Length >= FlushThreshold;

    internal byte[] Bytes => _bytes;

    /// <summary>Forgets what was written, and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends bytes that are not a row's: a header, a trailer.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Grow(Length, bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, 1))
            Grow(Length, Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    /// <summary>Gives the memory back to the pool; the buffer must not be used any more.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    /// <summary>Moves to memory with room for <paramref name="count"/> more bytes after the first <paramref name="used"/>.</summary>
    internal void Grow(int used, int count)
    {
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(used + count), (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        _bytes.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
