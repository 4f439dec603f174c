using System.ComponentModel;
using System.Runtime.CompilerServices;
using StellarForge.Distributions;

namespace StellarForge.Generated;

/// <summary>An exponential distribution, truncated as by redrawing. One draw a value, of at most 37 means.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ExponentialDistribution
{
    private readonly Inverse _inverse;
    private readonly Truncation _truncation;

    /// <summary>Makes the distribution.</summary>
    /// <param name="rate">The rate λ, above 0.</param>
    /// <param name="max">The largest value; 0 or more.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or the distribution has next to no weight below <paramref name="max"/>.</exception>
    public ExponentialDistribution(double rate, double max = double.PositiveInfinity)
    {
        Parameters.RequirePositive(rate);
        _inverse = new Inverse(1 / rate);
        _truncation = Truncation.Of(_inverse, 0, max);
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => _truncation.Next(_inverse, ref random);

    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => _truncation.NextScaled(_inverse, ref random, unit);

    private readonly struct Inverse(double mean) : IQuantile
    {
        // The logarithm of what lies above the middle of the cell: never that of 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double At(ulong cell) => -PortableMath.Log(((2L << IQuantile.CellBits) - 1 - (long)(2 * cell)) * (1.0 / (2L << IQuantile.CellBits))) * mean;
    }
}
