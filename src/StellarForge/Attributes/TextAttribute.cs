namespace StellarForge;

/// <summary>English-like prose.</summary>
/// <param name="minLength">The fewest characters.</param>
/// <param name="maxLength">The most characters.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(int minLength, int maxLength) : Attribute
{
    /// <summary>The fewest characters.</summary>
    public int MinLength { get; } = minLength;

    /// <summary>The most characters.</summary>
    public int MaxLength { get; } = maxLength;
}
