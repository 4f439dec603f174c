namespace StellarForge;

/// <summary>An exponential distribution (waiting times). Truncated by redrawing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ExponentialAttribute(double rate = 1, double max = double.PositiveInfinity) : Attribute
{
    /// <summary>The rate λ, above 0; the mean is 1/λ.</summary>
    public double Rate { get; set; } = rate;

    /// <summary>The largest value.</summary>
    public double Max { get; set; } = max;
}
