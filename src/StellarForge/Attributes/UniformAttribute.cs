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
