namespace StellarForge;

/// <summary>The value of a column of the row that a reference of this class points to.</summary>
/// <param name="reference">The property with <see cref="ReferencesAttribute{TParent}"/>.</param>
/// <param name="column">The parent's property.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class LookupAttribute(string reference, string column) : Attribute
{
    /// <summary>The referencing property of this class.</summary>
    public string Reference { get; } = reference;

    /// <summary>The parent's property.</summary>
    public string Column { get; } = column;
}
