namespace StellarForge;

/// <summary>A time after another column's, by a uniform span. Null where the other is null.</summary>
/// <param name="column">The other property: a date or time of this class.</param>
/// <param name="min">The shortest span, <c>"d.hh:mm:ss"</c>. Default 0.</param>
/// <param name="max">The longest span, inclusive. Default one day.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AfterAttribute(string column, string min = "0.00:00:00", string max = "1.00:00:00") : Attribute
{
    /// <summary>The other property.</summary>
    public string Column { get; } = column;

    /// <summary>The shortest span.</summary>
    public string Min { get; set; } = min;

    /// <summary>The longest span.</summary>
    public string Max { get; set; } = max;
}
