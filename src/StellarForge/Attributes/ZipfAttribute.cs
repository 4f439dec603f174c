namespace StellarForge;

/// <summary>A zipf law over 1 … <see cref="Max"/>: the value k has a probability in proportion to k^−exponent.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ZipfAttribute(double exponent = 1, double max = 1_000) : Attribute
{
    /// <summary>The exponent; 0 or more.</summary>
    public double Exponent { get; set; } = exponent;

    /// <summary>The largest value; at least 1.</summary>
    public double Max { get; set; } = max;
}
