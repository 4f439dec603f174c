using System.Numerics;
using System.Runtime.CompilerServices;

namespace StellarForge;

/// <summary>A keyed bijection of 0 … size − 1 onto itself, computed per index: uniqueness without memory.</summary>
/// <remarks>
/// A Feistel network (Luby &amp; Rackoff 1988) over the smallest even number of bits that holds the size, walked along its cycle
/// until it falls below the size (Black &amp; Rogaway 2002, “Ciphers with Arbitrary Finite Domains”): fewer than four rounds of it on average.
/// </remarks>
public readonly struct Permutation
{
    private const int Rounds = 6;

    private readonly ulong _key;
    private readonly ulong _mask;
    private readonly int _halfBits;

    /// <summary>Makes the permutation of a key. Costs next to nothing: one per owner is fine.</summary>
    /// <param name="key">The key; see <see cref="StreamKey.Subkey"/>.</param>
    /// <param name="size">The number of indices; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not above 0.</exception>
    public Permutation(ulong key, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _key = key;
        _halfBits = Math.Max(1, (65 - BitOperations.LeadingZeroCount((ulong)size - 1)) / 2);
        _mask = (1UL << _halfBits) - 1;
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
        var left = value >> _halfBits;
        var right = value & _mask;
        for (ulong round = 1; round <= Rounds; round++)
        {
            var mixed = StreamKey.Mix(right + round * StreamKey.RowStep, _key) & _mask;
            (left, right) = (right, left ^ mixed);
        }

        return (left << _halfBits) | right;
    }
}
