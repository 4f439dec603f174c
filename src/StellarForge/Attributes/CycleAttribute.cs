namespace StellarForge;

/// <summary>The value at the row index, beginning anew after the last: reference tables, with parallel lists for several columns.</summary>
/// <param name="values">The values; constants of the property's type, or strings that parse to it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CycleAttribute(params object?[]? values) : Attribute
{
    /// <summary>The values.</summary>
    public object?[] Values { get; } = values ?? [null];
}
