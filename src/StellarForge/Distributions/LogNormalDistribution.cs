namespace StellarForge.Distributions;

/// <summary>A log-normal distribution, truncated by redrawing.</summary>
public readonly struct LogNormalDistribution : ISampler
{
    private readonly double _mean;
    private readonly double _stdDev;
    private readonly Truncation _truncation;

    /// <summary>Makes the distribution.</summary>
    /// <param name="mean">The mean of the natural logarithm; finite.</param>
    /// <param name="stdDev">The standard deviation of the natural logarithm; above 0.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value; above <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">The bounds are empty, or mean or deviation out of range.</exception>
    public LogNormalDistribution(double mean, double stdDev, double min = 0, double max = double.PositiveInfinity)
    {
        Parameters.RequireFinite(mean);
        Parameters.RequirePositive(stdDev);
        Parameters.RequireBounds(min, max);
        (_mean, _stdDev, _truncation) = (mean, stdDev, new Truncation(min, max));
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => _truncation.Next(this, ref random);

    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => _truncation.NextScaled(this, ref random, unit);

    double ISampler.Sample(ref RowRandom random) => PortableMath.Exp(_mean + _stdDev * StandardNormal.Next(ref random));
}
