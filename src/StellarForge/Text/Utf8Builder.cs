using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace StellarForge.Text;

/// <summary>Text in the making, as UTF-8: begins in a buffer of the caller's and moves to a pooled one when that is full.</summary>
/// <param name="buffer">The first buffer, usually on the stack.</param>
public ref struct Utf8Builder(Span<byte> buffer) : IDisposable
{
    private Span<byte> _buffer = buffer;
    private byte[]? _pooled;
    private int _length;

    /// <summary>What was appended since the last <see cref="Clear"/>.</summary>
    public readonly ReadOnlySpan<byte> Written
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _buffer[.._length];
    }

    /// <summary>The number of bytes written.</summary>
    public readonly int Length => _length;

    /// <summary>Starts anew.</summary>
    public void Clear() => _length = 0;

    /// <summary>Appends UTF-8. It must be valid and without NUL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(scoped ReadOnlySpan<byte> utf8) => utf8.CopyTo(Extend(utf8.Length));

    /// <summary>Appends UTF-16; an unpaired surrogate and NUL, which no store takes, become U+FFFD.</summary>
    public void Append(scoped ReadOnlySpan<char> text)
    {
        for (int nul; (nul = text.IndexOf('\0')) >= 0; text = text[(nul + 1)..])
        {
            Transcode(text[..nul]);
            Append("\uFFFD"u8);
        }
        Transcode(text);
    }

    /// <summary>Appends one ASCII character other than NUL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte ascii) => Extend(1)[0] = ascii;

    /// <summary>Appends a number, in decimal digits.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">The fewest digits: zeros are put before a shorter number.</param>
    public void Append(long value, int digits = 1)
    {
        var magnitude = (ulong)value;
        if (value < 0)
        {
            Append((byte)'-');
            magnitude = 0 - magnitude;
        }

        var destination = Reserve(Math.Max(MaxDigits, digits));
        magnitude.TryFormat(destination, out var written);
        if (written < digits)
        {
            destination[..written].CopyTo(destination[(digits - written)..]);
            destination[..(digits - written)].Fill((byte)'0');
            written = digits;
        }
        _length += written;
    }

    /// <summary>Makes a text longer, by tildes at its end, so that no value is made of two different ones; the text may stand here already.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="missing">How many characters to add.</param>
    public void Lengthen(scoped ReadOnlySpan<byte> utf8, int missing)
    {
        Span<byte> copy = stackalloc byte[64];
        var kept = utf8.Length <= copy.Length ? copy[..utf8.Length] : new byte[utf8.Length];
        utf8.CopyTo(kept);
        Clear();
        Append(kept);
        Extend(missing).Fill((byte)'~');
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

    /// <summary>Appends bytes that the caller fills in at once.</summary>
    /// <param name="count">The number of bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Extend(int count)
    {
        var extension = Reserve(count)[..count];
        _length += count;
        return extension;
    }

    // Of the largest 64-bit number.
    private const int MaxDigits = 20;

    private void Transcode(scoped ReadOnlySpan<char> text)
    {
        // A UTF-16 unit takes at most 3 bytes.
        Utf8.FromUtf16(text, Reserve(text.Length * 3), out _, out var written, replaceInvalidSequences: true);
        _length += written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer[_length..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, _buffer.Length * 2));
        Written.CopyTo(larger);
        if (_pooled is { } pooled)
            ArrayPool<byte>.Shared.Return(pooled);
        _buffer = _pooled = larger;
    }
}
