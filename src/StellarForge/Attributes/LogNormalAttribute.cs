namespace StellarForge;

/// <summary>A log-normal distribution (incomes, prices, durations); mean and deviation are those of the logarithm. Truncated by redrawing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class LogNormalAttribute(
    double mean = 0, double stdDev = 1, double min = 0, double max = double.PositiveInfinity) : Attribute
{
    /// <summary>The mean of the natural logarithm.</summary>
    public double Mean { get; set; } = mean;

    /// <summary>The standard deviation of the natural logarithm; above 0.</summary>
    public double StdDev { get; set; } = stdDev;

    /// <summary>The smallest value.</summary>
    public double Min { get; set; } = min;

    /// <summary>The largest value.</summary>
    public double Max { get; set; } = max;
}
