namespace StellarForge;

/// <summary>A Poisson distribution (counts). Truncated by redrawing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PoissonAttribute(double mean = 1, double max = double.PositiveInfinity) : Attribute
{
    /// <summary>The mean, above 0.</summary>
    public double Mean { get; set; } = mean;

    /// <summary>The largest value.</summary>
    public double Max { get; set; } = max;
}
