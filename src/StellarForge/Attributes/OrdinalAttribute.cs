namespace StellarForge;

/// <summary>The 1-based position of an owned row under its owner.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OrdinalAttribute : Attribute;
