namespace StellarForge;

/// <summary>Distinct values, by a permutation of the row index over the domain of the property's values: no memory, no retries.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UniqueAttribute : Attribute;
