using System.Buffers;
using System.Text.Unicode;

namespace StellarForge.Text;

/// <summary>Text in the making, as UTF-8: begins in a buffer of the caller's and moves to a pooled one when that is full.</summary>
/// <param name="buffer">The first buffer, usually on the stack.</param>
public ref struct Utf8Text(Span<byte> buffer) : IDisposable
{
    private Span<byte> _buffer = buffer;
    private byte[]? _pooled;
    private int _length;

    /// <summary>What was appended since the last <see cref="Clear"/>.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>The number of bytes written.</summary>
    public readonly int Length => _length;

    /// <summary>Starts anew.</summary>
    public void Clear() => _length = 0;

    /// <summary>Appends UTF-8.</summary>
    public void Append(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        _length += utf8.Length;
    }

    /// <summary>Appends UTF-16; an unpaired surrogate becomes U+FFFD.</summary>
    public void Append(scoped ReadOnlySpan<char> text)
    {
        Utf8.FromUtf16(text, Reserve(text.Length * 3), out _, out var written, replaceInvalidSequences: true);
        _length += written;
    }

    /// <summary>Appends one ASCII character.</summary>
    public void Append(byte ascii)
    {
        Reserve(1)[0] = ascii;
        _length++;
    }

    /// <summary>Appends a number, in decimal digits.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">The fewest digits: zeros are put before a shorter number.</param>
    public void Append(long value, int digits = 1)
    {
        var destination = Reserve(Math.Max(20, digits + 1));
        value.TryFormat(destination, out var written, digits <= 1 ? default : $"D{digits}", null);
        _length += written;
    }

    /// <summary>Appends random bytes; for binary columns.</summary>
    public void AppendRandom(ref RowRandom random, int count)
    {
        var destination = Reserve((count + 7) & ~7);
        for (var i = 0; i < count; i += 8)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(destination[i..], random.NextUInt64());
        _length += count;
    }

    /// <summary>Gives a pooled buffer back.</summary>
    public void Dispose()
    {
        if (_pooled is { } pooled)
            ArrayPool<byte>.Shared.Return(pooled);
        this = default;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer[_length..];
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, _buffer.Length * 2));
        Written.CopyTo(larger);
        if (_pooled is { } pooled)
            ArrayPool<byte>.Shared.Return(pooled);
        _buffer = _pooled = larger;
    }
}
