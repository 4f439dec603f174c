namespace StellarForge.Distributions;

/// <summary>An exponential distribution, by inversion, truncated by redrawing.</summary>
public readonly struct ExponentialDistribution : ISampler
{
    private readonly double _mean;
    private readonly Truncation _truncation;

    /// <summary>Makes the distribution.</summary>
    /// <param name="rate">The rate λ, above 0.</param>
    /// <param name="max">The largest value; above 0.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public ExponentialDistribution(double rate, double max = double.PositiveInfinity)
    {
        Parameters.RequirePositive(rate);
        Parameters.RequireBounds(0, max);
        (_mean, _truncation) = (1 / rate, new Truncation(0, max));
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => _truncation.Next(this, ref random);

    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => _truncation.NextScaled(this, ref random, unit);

    // 1 − u lies in (0, 1]: the logarithm is finite.
    double ISampler.Sample(ref RowRandom random) => -PortableMath.Log(1 - random.NextDouble()) * _mean;
}
