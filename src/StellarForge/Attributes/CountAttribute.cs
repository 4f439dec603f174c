namespace StellarForge;

/// <summary>The number of rows of <typeparamref name="TChild"/> that this row owns.</summary>
/// <typeparam name="TChild">A table owned by this one.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountAttribute<TChild> : Attribute;
