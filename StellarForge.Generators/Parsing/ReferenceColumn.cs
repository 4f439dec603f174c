using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>One column of a reference.</summary>
internal sealed class ReferenceColumn(PropertySymbol property, TableSymbol parent, AttributeData? attribute)
{
    /// <summary>A column of a navigation property.</summary>
    public ReferenceColumn(PropertySymbol property, Navigation navigation, bool earlier)
        : this(property, navigation.Parent, (AttributeData?)null) =>
        (ParentColumn, Role, Earlier) = (navigation.Parent.Key.Count > 1 ? navigation.ParentColumn : null, navigation.Role, earlier);

    public PropertySymbol Property { get; } = property;

    public TableSymbol Parent { get; } = parent;

    public AttributeData? Attribute { get; } = attribute;

    public string? ParentColumn { get; } = attribute?.Argument(0)?.Value as string;

    public double Skew { get; } = attribute?.Named("Skew")?.Value as double? ?? 0;

    public bool Distinct { get; } = attribute?.NamedFlag("Distinct") ?? false;

    public bool Earlier { get; } = attribute?.NamedFlag("Earlier") ?? false;

    public bool IsMarkedOwner { get; } = attribute?.NamedFlag("Owner") ?? false;

    public string? Role { get; } = attribute?.NamedText("Role");

    public string? Within { get; } = attribute?.NamedText("Within");

    public bool HasOptions => Skew != 0 || Distinct || Earlier || IsMarkedOwner || Within is not null;

    public bool JoinsWith(ReferenceColumn other) =>
        Parent.Symbol.IsSameAs(other.Parent.Symbol) && Role == other.Role
        && Distinct == other.Distinct && Earlier == other.Earlier && Within == other.Within;
}
