namespace StellarForge;

/// <summary>A uniform distribution; both bounds are inclusive. Times and exact decimals are given as strings.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UniformAttribute : Attribute
{
    /// <summary>Bounds given by <see cref="Min"/> and <see cref="Max"/>.</summary>
    public UniformAttribute() { }

    /// <summary>Between two integers.</summary>
    public UniformAttribute(long min, long max) => (Min, Max) = (min, max);

    /// <summary>Between two numbers.</summary>
    public UniformAttribute(double min, double max) => (Min, Max) = (min, max);

    /// <summary>Between two times (<c>"2024-01-01"</c>), spans (<c>"d.hh:mm:ss"</c>) or decimals, in the invariant culture.</summary>
    public UniformAttribute(string from, string to) => (From, To) = (from, to);

    /// <summary>The smallest value.</summary>
    public double Min { get; set; }

    /// <summary>The largest value.</summary>
    public double Max { get; set; }

    /// <summary>The smallest value, as text.</summary>
    public string? From { get; }

    /// <summary>The largest value, as text.</summary>
    public string? To { get; }
}

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

/// <summary>An exponential distribution (waiting times). Truncated by redrawing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ExponentialAttribute(double rate = 1, double max = double.PositiveInfinity) : Attribute
{
    /// <summary>The rate λ, above 0; the mean is 1/λ.</summary>
    public double Rate { get; set; } = rate;

    /// <summary>The largest value.</summary>
    public double Max { get; set; } = max;
}

/// <summary>A Poisson distribution (counts). Truncated by redrawing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PoissonAttribute(double mean = 1, double max = double.PositiveInfinity) : Attribute
{
    /// <summary>The mean, above 0.</summary>
    public double Mean { get; set; } = mean;

    /// <summary>The largest value.</summary>
    public double Max { get; set; } = max;
}

/// <summary>A zipf law over 1 … <see cref="Max"/>: the value k has a probability in proportion to k^−exponent.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ZipfAttribute(double exponent = 1, double max = 1_000) : Attribute
{
    /// <summary>The exponent; 0 or more.</summary>
    public double Exponent { get; set; } = exponent;

    /// <summary>The largest value; at least 1.</summary>
    public double Max { get; set; } = max;
}

/// <summary>Uniform dates and times; both bounds are inclusive and UTC.</summary>
/// <param name="from">The earliest, ISO 8601.</param>
/// <param name="to">The latest, ISO 8601.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BetweenAttribute(string from, string to) : Attribute
{
    /// <summary>The earliest.</summary>
    public string From { get; } = from;

    /// <summary>The latest.</summary>
    public string To { get; } = to;
}

/// <summary>A time after another column's, by a uniform span. Null where the other is null.</summary>
/// <param name="column">The other property: a date or time of this class.</param>
/// <param name="min">The shortest span, <c>"d.hh:mm:ss"</c>. Default 0.</param>
/// <param name="max">The longest span, inclusive. Default one day.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AfterAttribute(string column, string min = "0.00:00:00", string max = "1.00:00:00") : Attribute
{
    /// <summary>The other property.</summary>
    public string Column { get; } = column;

    /// <summary>The shortest span.</summary>
    public string Min { get; set; } = min;

    /// <summary>The longest span.</summary>
    public string Max { get; set; } = max;
}

/// <summary>Event time that rises with the row index, from <c>start</c> to <c>end</c>, denser where the traffic is.</summary>
/// <param name="start">The time of the first row, ISO 8601, UTC.</param>
/// <param name="end">The end, exclusive.</param>
/// <param name="pattern">The traffic curve.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TimelineAttribute(string start, string end, TrafficPattern pattern = TrafficPattern.Flat) : Attribute
{
    /// <summary>The time of the first row.</summary>
    public string Start { get; } = start;

    /// <summary>The end, exclusive.</summary>
    public string End { get; } = end;

    /// <summary>The traffic curve.</summary>
    public TrafficPattern Pattern { get; set; } = pattern;
}

/// <summary>How traffic varies over time.</summary>
public enum TrafficPattern
{
    /// <summary>A constant rate.</summary>
    Flat,

    /// <summary>Quiet nights, a peak in the evening.</summary>
    Diurnal,

    /// <summary>Diurnal, and busier at the week's end.</summary>
    Weekly,

    /// <summary>Weekly, with a high season in November and December.</summary>
    Seasonal,

    /// <summary>A rate that grows exponentially, doubling each year.</summary>
    Growth,

    /// <summary>Diurnal, with a two-hour burst at twenty times the rate in the middle.</summary>
    FlashSale,
}
