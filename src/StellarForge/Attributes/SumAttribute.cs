namespace StellarForge;

/// <summary>
/// The total of a column over the rows of <typeparamref name="TChild"/> that this row owns. Costs as much as computing that
/// column for each of them.
/// </summary>
/// <typeparam name="TChild">A table owned by this one.</typeparam>
/// <param name="column">The child's numeric property.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SumAttribute<TChild>(string column) : Attribute
{
    /// <summary>The child's property.</summary>
    public string Column { get; } = column;
}
