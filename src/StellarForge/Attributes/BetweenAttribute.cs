namespace StellarForge;

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
