namespace StellarForge;

/// <summary>A normal (Gaussian) distribution, truncated by redrawing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NormalAttribute(
    double mean = 0, double stdDev = 1, double min = double.NegativeInfinity, double max = double.PositiveInfinity) : Attribute
{
    /// <summary>The mean.</summary>
    public double Mean { get; set; } = mean;

    /// <summary>The standard deviation; above 0.</summary>
    public double StdDev { get; set; } = stdDev;

    /// <summary>The smallest value.</summary>
    public double Min { get; set; } = min;

    /// <summary>The largest value.</summary>
    public double Max { get; set; } = max;
}
