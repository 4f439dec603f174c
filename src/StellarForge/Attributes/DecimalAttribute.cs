namespace StellarForge;

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
