using System.Buffers;
using System.ComponentModel;
using StellarForge.Schema;
using StellarForge.Text;

namespace StellarForge.Generated;

/// <summary>Distinct texts of a source: its own distinct values where there are enough, else values with a suffix that no other row has.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UniqueText
{
    // No source makes a tilde, so a text with one differs from all without.
    private const byte Separator = (byte)'~';

    // The separator and twelve digits: more of them are more than 64 bits count.
    private const int LongestSuffix = 13;

    private static readonly byte[] Digits = "0123456789abcdefghijklmnopqrstuvwxyz"u8.ToArray();

    private readonly TextSource _source;
    private readonly Permutation _permutation;
    private readonly bool _isDistinct;
    private readonly int _maxLength;
    private readonly int _suffixLength;

    /// <summary>Makes the texts of a column.</summary>
    /// <param name="world">The world.</param>
    /// <param name="table">The table.</param>
    /// <param name="property">The property.</param>
    /// <param name="source">Where the texts come from.</param>
    /// <param name="maxLength">The most UTF-16 units.</param>
    /// <exception cref="InvalidOperationException">The column is too short for so many different texts.</exception>
    public UniqueText(World world, TableSchema table, string property, TextSource source, int maxLength)
    {
        var rows = world.EndRow(table);
        (_source, _maxLength) = (source, maxLength);
        _isDistinct = source.Domain >= rows;
        _permutation = new Permutation(world.Key(table.ClassName, property, "unique").Subkey(0), _isDistinct ? source.Domain : rows);
        _suffixLength = SuffixLength(_permutation.Size - 1);
        if (!_isDistinct && _suffixLength > maxLength)
        {
            throw new InvalidOperationException(
                $"{table.ClassName}.{property} is unique, but {maxLength} characters are too few to tell {rows:N0} rows apart. "
                + "Lengthen the column, or fill fewer rows.");
        }

        world.Live?.Find(table.Root)?.LimitTo(Math.Max(Suffixes(maxLength), _isDistinct ? source.Domain : 0) / table.Fanout);
    }

    // How many suffixes are that long at most.
    private static long Suffixes(int length)
    {
        var count = 1L;
        for (var digit = 1; digit < length; digit++)
            count = digit < LongestSuffix ? count * Digits.Length : long.MaxValue;
        return count;
    }

    private static int SuffixLength(long index)
    {
        var length = 1;
        for (; index > 0; index /= Digits.Length)
            length++;
        return length;
    }

    /// <summary>The text of a row.</summary>
    /// <param name="row">The row index.</param>
    /// <param name="random">The column's random stream at the row.</param>
    /// <param name="scratch">Cleared and written to where the text has to be put together.</param>
    public ReadOnlySpan<byte> At(long row, scoped ref RowRandom random, ref Utf8Builder scratch)
    {
        // Live rows behind those that the permutation has places for have their own index for a suffix.
        var isPermuted = row < _permutation.Size;
        var isDistinct = _isDistinct && isPermuted;
        var index = isPermuted ? _permutation.Map(row) : row;
        var text = isDistinct ? _source.At(index, ref scratch) : _source.Next(ref random, ref scratch);
        if (isDistinct && CanonicalValues.Cut(text, _maxLength).Length == text.Length)
            return text;

        // The text may lie in the scratch buffer itself.
        var suffixLength = isPermuted ? _suffixLength : SuffixLength(index);
        var kept = CanonicalValues.Cut(text, Math.Max(0, _maxLength - suffixLength));
        var copy = ArrayPool<byte>.Shared.Rent(kept.Length);
        kept.CopyTo(copy);
        var length = kept.Length;
        scratch.Clear();
        scratch.Append(copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
        scratch.Append(Separator);
        for (var digit = 1; digit < suffixLength; digit++)
        {
            scratch.Append(Digits[index % Digits.Length]);
            index /= Digits.Length;
        }

        return scratch.Written;
    }
}
