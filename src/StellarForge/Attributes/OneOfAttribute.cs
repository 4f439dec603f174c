namespace StellarForge;

/// <summary>One of several values, by weight. Repeatable with <see cref="Given"/> and <see cref="When"/>: values that depend on another column's.</summary>
/// <param name="values">The values; constants of the property's type, or strings that parse to it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class OneOfAttribute(params object?[]? values) : Attribute
{
    /// <summary>The values.</summary>
    public object?[] Values { get; } = values ?? [null];

    /// <summary>A weight for each value; only their ratios count. Default: all equal.</summary>
    public double[]? Weights { get; set; }

    /// <summary>The property whose value chooses among the attributes of this property.</summary>
    public string? Given { get; set; }

    /// <summary>The value of <see cref="Given"/> for which this attribute applies; the attribute without it applies to all other values.</summary>
    public object? When { get; set; }
}
