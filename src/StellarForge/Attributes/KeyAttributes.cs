namespace StellarForge;

/// <summary>An arithmetic sequence over the row index: <c>Start + row × Step</c>. The default for an integer <c>[Key]</c>.</summary>
/// <param name="start">The value of row 0. Default 1.</param>
/// <param name="step">The difference between neighbours; not 0. Default 1.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SequenceAttribute(long start = 1, long step = 1) : Attribute
{
    /// <summary>The value of row 0.</summary>
    public long Start { get; set; } = start;

    /// <summary>The difference between neighbours.</summary>
    public long Step { get; set; } = step;
}

/// <summary>A UUID (RFC 9562): version 4 by shape or, time-ordered, version 7. The default for a <see cref="Guid"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UuidAttribute : Attribute
{
    /// <summary>Version 7, rising with the row index (one millisecond a row from 2025-01-01), which keeps B-tree inserts local. Default <see langword="false"/>.</summary>
    public bool TimeOrdered { get; set; }
}

/// <summary>A computed foreign key to <typeparamref name="TParent"/>.</summary>
/// <typeparam name="TParent">The parent: a class with <see cref="ForgeAttribute"/>; may be the class itself.</typeparam>
/// <param name="column">The parent's property that is referenced. Default: its key; of a composite key, the part in the same position.</param>
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

/// <summary>The 1-based position of an owned row under its owner.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OrdinalAttribute : Attribute;

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

/// <summary>The total of a column over the rows of <typeparamref name="TChild"/> that this row owns. Costs as much as computing that column for each of them.</summary>
/// <typeparam name="TChild">A table owned by this one.</typeparam>
/// <param name="column">The child's numeric property.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SumAttribute<TChild>(string column) : Attribute
{
    /// <summary>The child's property.</summary>
    public string Column { get; } = column;
}

/// <summary>The number of rows of <typeparamref name="TChild"/> that this row owns.</summary>
/// <typeparam name="TChild">A table owned by this one.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountAttribute<TChild> : Attribute;

/// <summary>Distinct values, by a permutation of the row index over the domain of the property's values: no memory, no retries.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UniqueAttribute : Attribute;

/// <summary>How often a nullable property is null.</summary>
/// <param name="rate">The probability, 0 to 1. Without the attribute a nullable property is null with probability 0.05.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NullRateAttribute(double rate) : Attribute
{
    /// <summary>The probability of null, 0 to 1.</summary>
    public double Rate { get; } = rate;
}

/// <summary>Digits of a decimal column. EF Core's <c>[Precision]</c> and <c>[Column(TypeName = "decimal(12,2)")]</c> are read as well.</summary>
/// <param name="precision">All digits, 1 to 28.</param>
/// <param name="scale">Digits after the point, 0 to <paramref name="precision"/>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DecimalAttribute(int precision, int scale) : Attribute
{
    /// <summary>All digits.</summary>
    public int Precision { get; } = precision;

    /// <summary>Digits after the point.</summary>
    public int Scale { get; } = scale;
}
