using System.Numerics;
using System.Runtime.CompilerServices;

namespace StellarForge;

/// <summary>A keyed bijection of 0 … size − 1 onto itself, computed per index: uniqueness without memory.</summary>
/// <remarks>
/// A Feistel network (Luby &amp; Rackoff 1988) over a rectangle that holds the size: columns in a power of two, and as many rows as
/// needed, added modulo their number (Black &amp; Rogaway 2002, “Ciphers with Arbitrary Finite Domains”). A value beyond the size goes through
/// again. The rectangle is at most a third larger than the size, and hardly larger for large sizes, so that this is rare.
/// </remarks>
internal readonly struct Permutation
{
    private readonly ulong _key;
    private readonly ulong _rows;
    private readonly int _columnBits;
    private readonly int _rounds;

    /// <summary>Makes the permutation of a key. Costs next to nothing: one per owner is fine.</summary>
    /// <param name="key">The key; see <see cref="StreamKey.Subkey"/>.</param>
    /// <param name="size">The number of indices; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not above 0.</exception>
    public Permutation(ulong key, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _key = key;
        _columnBits = (64 - BitOperations.LeadingZeroCount((ulong)size - 1)) / 2;
        _rows = (((ulong)size - 1) >> _columnBits) + 1;

        // With c columns, what two indices have in common outlives a round with probability 1/c: fewer columns need more rounds.
        _rounds = Math.Max(3, 1 + 12 / Math.Max(1, _columnBits));
    }

    /// <summary>The number of indices.</summary>
    public long Size { get; }

    /// <summary>Where an index goes.</summary>
    /// <param name="index">0 to size − 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Map(long index)
    {
        var value = (ulong)index;
        do
        {
            value = Encipher(value);
        }
        while (value >= (ulong)Size);
        return (long)value;
    }

    private ulong Encipher(ulong value)
    {
        var mask = (1UL << _columnBits) - 1;
        var row = value >> _columnBits;
        var column = value & mask;
        var key = _key;
        for (var round = 0; round < _rounds; round++)
        {
            row = AddRows(row, Mix(column, key));
            key += StreamKey.RowStep;
            column ^= (Mix(row, key) >> 32) & mask;
            key += StreamKey.RowStep;
        }

        return (row << _columnBits) | column;
    }

    // Modulo the number of rows, without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong AddRows(ulong row, ulong bits)
    {
        var sum = (long)(row + Math.BigMul(bits, _rows, out _) - _rows);
        return (ulong)(sum + ((sum >> 63) & (long)_rows));
    }

    // The upper half of the bits is well mixed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value, ulong key)
    {
        value = (value + key) * 0x3C79AC492BA7B653;
        return (value ^ (value >> 32)) * 0x1C69B3F74AC4AE35;
    }
}
