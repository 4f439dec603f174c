namespace StellarForge.Distributions;

/// <summary>A normal distribution, truncated by redrawing.</summary>
public readonly struct NormalDistribution : ISampler
{
    private readonly double _mean;
    private readonly double _stdDev;
    private readonly Truncation _truncation;

    /// <summary>Makes the distribution.</summary>
    /// <param name="mean">The mean; finite.</param>
    /// <param name="stdDev">The standard deviation; above 0.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value; above <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">The bounds are empty, or mean or deviation out of range.</exception>
    public NormalDistribution(double mean, double stdDev, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        Parameters.RequireFinite(mean);
        Parameters.RequirePositive(stdDev);
        Parameters.RequireBounds(min, max);
        (_mean, _stdDev, _truncation) = (mean, stdDev, new Truncation(min, max));
    }

    /// <summary>A value within the bounds.</summary>
    public double Next(ref RowRandom random) => _truncation.Next(this, ref random);

    /// <summary>A value × unit, rounded half to even, that lies within the bounds × unit.</summary>
    public long NextScaled(ref RowRandom random, long unit) => _truncation.NextScaled(this, ref random, unit);

    double ISampler.Sample(ref RowRandom random) => _mean + _stdDev * StandardNormal.Next(ref random);
}
