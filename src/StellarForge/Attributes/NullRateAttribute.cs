namespace StellarForge;

/// <summary>How often a nullable property is null.</summary>
/// <param name="rate">The probability, 0 to 1. Without the attribute a nullable property is null with probability 0.05.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NullRateAttribute(double rate) : Attribute
{
    /// <summary>The probability of null, 0 to 1.</summary>
    public double Rate { get; } = rate;
}
