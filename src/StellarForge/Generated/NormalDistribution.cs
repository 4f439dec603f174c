using System.ComponentModel;
using System.Runtime.CompilerServices;
using StellarForge.Distributions;

namespace StellarForge.Generated;

/// <summary>A normal distribution, truncated as by redrawing. One draw a value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NormalDistribution
{
    private readonly Inverse _inverse;
    private readonly Truncation _truncation;

    /// <summary>Makes the distribution.</summary>
    /// <param name="mean">The mean; finite.</param>
    /// <param name="stdDev">The standard deviation; above 0.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value; not below <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">Mean or deviation is out of range, or the distribution has next to no weight between the bounds.</exception>
    public NormalDistribution(double mean, double stdDev, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        Parameters.RequireFinite(mean);
        Parameters.RequirePositive(stdDev);
        _inverse = new Inverse(mean, stdDev);
        _truncation = Truncation.Of(_inverse, min, max);
    }

    /// <summary>A value within the bounds.</summary>
    public double Next(ref RowRandom random) => _truncation.Next(_inverse, ref random);

    /// <summary>A value × unit, rounded half to even, that lies within the bounds × unit.</summary>
    /// <exception cref="InvalidOperationException">No multiple of 1/unit lies between the bounds.</exception>
    public long NextScaled(ref RowRandom random, long unit) => _truncation.NextScaled(_inverse, ref random, unit);

    private readonly struct Inverse(double mean, double stdDev) : IQuantile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double At(ulong cell) => mean + stdDev * StandardNormal.At(cell);
    }
}
