using System.ComponentModel;
using System.Runtime.CompilerServices;
using StellarForge.Distributions;

namespace StellarForge.Generated;

/// <summary>A log-normal distribution, truncated as by redrawing. One draw a value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LogNormalDistribution
{
    private readonly Inverse _inverse;
    private readonly Truncation _truncation;

    /// <summary>Makes the distribution.</summary>
    /// <param name="mean">The mean of the natural logarithm; finite.</param>
    /// <param name="stdDev">The standard deviation of the natural logarithm; above 0.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value; not below <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">Mean or deviation is out of range, or the distribution has next to no weight between the bounds.</exception>
    public LogNormalDistribution(double mean, double stdDev, double min = 0, double max = double.PositiveInfinity)
    {
        Parameters.RequireFinite(mean);
        Parameters.RequirePositive(stdDev);
        _inverse = new Inverse(mean, stdDev);

        // Never infinite, where e^x overflows.
        _truncation = Truncation.Of(_inverse, min, Math.Min(max, double.MaxValue));
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => _truncation.Next(_inverse, ref random);

    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => _truncation.NextScaled(_inverse, ref random, unit);

    private readonly struct Inverse(double mean, double stdDev) : IQuantile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double At(ulong cell) => PortableMath.Exp(mean + stdDev * StandardNormal.At(cell));
    }
}
