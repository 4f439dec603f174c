using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        _starts = _pool.Length - maxLength - Margin - LongestWord;
    }

    public int MinLength => _min;

    public int MaxLength => _min + _lengths - 1;

    /// <summary>A random slice; one that is too long for the pool is put together in the scratch buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Next(scoped ref RowRandom random, ref Utf8Builder scratch)
    {
        var length = _min + random.NextIndex(_lengths);
        return _starts > 0 ? Slice(LongestWord + random.NextIndex(_starts), length) : Compose(ref random, length, ref scratch);
    }

    /// <summary>Text from the first word after a position on, cut at the end of a word if that leaves enough, else within one.</summary>
    /// <param name="position">A position at least a word behind the pool's start, and the most characters and some words before its end.</param>
    /// <param name="length">The length drawn.</param>
    public ReadOnlySpan<byte> Slice(int position, int length)
    {
        var start = position + BitOperations.TrailingZeroCount(Spaces(position)) + 1;
        if (length <= _min)
            return Exactly(start, length);

        // The last space among the characters above the fewest and the one behind the text ends a word.
        var spaces = (ulong)Spaces(start + length - LongestWord + 1) << (64 - LongestWord);
        var kept = length - BitOperations.LeadingZeroCount(spaces);
        return _pool.AsSpan(start, spaces != 0 && kept >= Math.Max(_min, 1) ? kept : length);
    }

    // A bit for each of the characters from a position on that is a space, without a branch on random text.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Spaces(int position) =>
        Vector128.Equals(Vector128.Create(_pool.AsSpan(position, LongestWord)), Vector128.Create((byte)' ')).ExtractMostSignificantBits();

    // A slice must not end in a space: then it begins a word later. One of no length does not end at all.
    private ReadOnlySpan<byte> Exactly(int start, int length)
    {
        while (length > 0 && _pool[start + length - 1] == ' ')
            start += _pool.AsSpan(start, LongestWord).IndexOf((byte)' ') + 1;
        return _pool.AsSpan(start, length);
    }

    private ReadOnlySpan<byte> Compose(scoped ref RowRandom random, int length, ref Utf8Builder scratch)
    {
        scratch.Clear();
        AppendExactly(ref random, length, ref scratch);
        return scratch.Written;
    }

    /// <summary>Appends prose that begins with a sentence and is exactly so long.</summary>
    public void AppendExactly(scoped ref RowRandom random, int length, ref Utf8Builder destination)
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
