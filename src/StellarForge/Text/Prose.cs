using System.Runtime.CompilerServices;

namespace StellarForge.Text;

/// <summary>English-like prose of a length within bounds: slices of one long text, as in TPC-H (specification §4.2.2.14).</summary>
internal sealed class Prose
{
    // No word, with the stop or comma behind it, is longer: a word begins and ends within as many bytes.
    private const int LongestWord = 16;

    // Room for a slice to begin some words later than it was drawn.
    private const int Margin = 16 * LongestWord;

    private readonly byte[] _pool = ProsePool.Bytes;
    private readonly int _min;
    private readonly int _lengths;
    private readonly int _starts;

    public Prose(int minLength, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, minLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, Array.MaxLength / 2);
        _min = minLength;
        _lengths = maxLength - minLength + 1;
        _starts = _pool.Length - maxLength - Margin;
    }

    public int MinLength => _min;

    public int MaxLength => _min + _lengths - 1;

    /// <summary>A random slice; one that is too long for the pool is put together in the scratch buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Next(scoped ref RowRandom random, ref Utf8Text scratch)
    {
        var length = _min + random.NextIndex(_lengths);
        return _starts > 0 ? Slice(random.NextIndex(_starts), length) : Compose(ref random, length, ref scratch);
    }

    /// <summary>Text from the first word after a position on, cut at the end of a word if that leaves enough, else within one.</summary>
    /// <param name="position">A position at least the most characters and some words before the pool's end.</param>
    /// <param name="length">The length drawn.</param>
    public ReadOnlySpan<byte> Slice(int position, int length)
    {
        var start = position + _pool.AsSpan(position, LongestWord).IndexOf((byte)' ') + 1;
        if (length <= _min)
            return Exactly(start, length);
        if (_pool[start + length] == ' ')
            return _pool.AsSpan(start, length);

        // The last word is not complete, or a space is the last.
        var floor = Math.Max(_min, length - LongestWord);
        var end = _pool.AsSpan(start + floor, length - floor).LastIndexOf((byte)' ');
        return end >= 0 && floor + end > 0 ? _pool.AsSpan(start, floor + end) : _pool.AsSpan(start, length);
    }

    // A slice must not end in a space: then it begins a word later. One of no length does not end at all.
    private ReadOnlySpan<byte> Exactly(int start, int length)
    {
        while (length > 0 && _pool[start + length - 1] == ' ')
            start += _pool.AsSpan(start, LongestWord).IndexOf((byte)' ') + 1;
        return _pool.AsSpan(start, length);
    }

    private ReadOnlySpan<byte> Compose(scoped ref RowRandom random, int length, ref Utf8Text scratch)
    {
        scratch.Clear();
        AppendExactly(ref random, length, ref scratch);
        return scratch.Written;
    }

    /// <summary>Appends prose that begins with a sentence and is exactly so long.</summary>
    public void AppendExactly(scoped ref RowRandom random, int length, ref Utf8Text destination)
    {
        var end = destination.Length + length;
        while (destination.Length < end)
        {
            var missing = end - destination.Length;
            ReadOnlySpan<byte> text = _pool.AsSpan(random.NextIndex(_pool.Length / 2));
            text = text[(text.IndexOf(". "u8) + 2)..];
            if (text.Length >= missing)
                text = text[..missing];
            destination.Append(text[^1] == ' ' ? text[..^1] : text);
            if (destination.Length < end)
                destination.Append(destination.Length == end - 1 ? (byte)'.' : (byte)' ');
        }
    }
}
