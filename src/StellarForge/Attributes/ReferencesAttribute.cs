namespace StellarForge;

/// <summary>A computed foreign key to <typeparamref name="TParent"/>.</summary>
/// <typeparam name="TParent">The parent: a class with <see cref="ForgeAttribute"/>; may be the class itself.</typeparam>
/// <param name="column">The parent's property that is referenced. Default: its key; of a composite key, the part of the same name or position.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ReferencesAttribute<TParent>(string? column = null) : Attribute
{
    /// <summary>The parent's property that is referenced, or <see langword="null"/> for its key.</summary>
    public string? Column { get; } = column;

    /// <summary>The exponent of the zipf law by which parents are favoured; 0 (the default) is uniform. 0 or more.</summary>
    public double Skew { get; set; }

    /// <summary>No parent twice under one owner: M:N pairs. Only in owned tables.</summary>
    public bool Distinct { get; set; }

    /// <summary>Only rows before this one: hierarchies without cycles. Needs a nullable property, row 0 being null.</summary>
    public bool Earlier { get; set; }

    /// <summary>This reference is the owner; by default the first that is not <see cref="Distinct"/> to the owner's type.</summary>
    public bool Owner { get; set; }

    /// <summary>Tells apart several references to one table; the columns of one composite reference share a role.</summary>
    public string? Role { get; set; }

    /// <summary>The property of another reference of this class: the row referenced here is one of the children of the row referenced there.</summary>
    public string? Within { get; set; }
}
