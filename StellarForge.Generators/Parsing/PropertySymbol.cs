using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>A property of an annotated class.</summary>
internal sealed class PropertySymbol
{
    public PropertySymbol(IPropertySymbol symbol, IParameterSymbol? parameter, bool asIs)
    {
        Symbol = symbol;
        IsParameter = parameter is not null;
        Attributes = parameter is null ? symbol.GetAttributes() : symbol.GetAttributes().AddRange(parameter.GetAttributes());
        var column = Attributes.Find(AttributeNames.Column);
        DatabaseName = column?.Argument(0)?.Value as string ?? Names.OfColumn(symbol.Name, asIs);
        TypeName = column?.NamedText("TypeName");
        Order = column?.Named("Order")?.Value is int order ? order : 0;
        Type = CellTypes.Of(symbol.Type, this);
        Nullable = !Attributes.Has(AttributeNames.Required)
            && (symbol.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || (symbol.Type.IsReferenceType && symbol.NullableAnnotation == NullableAnnotation.Annotated));
    }

    public IPropertySymbol Symbol { get; }

    public string Name => Symbol.Name;

    /// <summary>Whether it belongs to a positional record's parameter.</summary>
    public bool IsParameter { get; }

    public ImmutableArray<AttributeData> Attributes { get; }

    public string DatabaseName { get; }

    public string? TypeName { get; }

    public int Order { get; }

    /// <summary>What the property holds, or <see langword="null"/> where no column can: a navigation property, a collection.</summary>
    public CellType? Type { get; }

    public bool Nullable { get; }

    public bool IsMapped => !Attributes.Has(AttributeNames.NotMapped);

    public bool IsSettable => Symbol.SetMethod is not null;

    public AttributeData? References => Attributes.Find(AttributeNames.References);

    public bool HasStellarForgeAttribute => Attributes.Any(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == "StellarForge");

    /// <summary>Whether an attribute says how the value is made.</summary>
    public bool HasValueAttribute => Attributes.Any(attribute => attribute.AttributeClass is { } type && ValueAttributes.Readers.ContainsKey(type.FullName()));

    /// <summary>Whether it gets a value: a column, or a helper that has a value attribute.</summary>
    public bool IsColumn => Type is not null && (HasStellarForgeAttribute || (IsMapped && (IsSettable || IsParameter)));

    /// <summary>The attributes of StellarForge as text, in a fixed order.</summary>
    public string Rule => string.Join(" ", Attributes
        .Where(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == "StellarForge")
        .Select(RuleOf)
        .OrderBy(rule => rule, System.StringComparer.Ordinal));

    public Location? Location => Symbol.Locations.FirstOrDefault();

    private static string RuleOf(AttributeData attribute)
    {
        var type = attribute.AttributeClass!;
        var name = type.Name.Substring(0, type.Name.Length - "Attribute".Length);
        var generic = type.TypeArguments.Length == 1 ? "<" + type.TypeArguments[0].Name + ">" : "";

        // Optional parameters that were left out are null, which a value among others is not the same as.
        var arguments = attribute.ConstructorArguments.Where(argument => !argument.IsNull)
            .SelectMany(argument => argument.Kind == TypedConstantKind.Array ? argument.Values : ImmutableArray.Create(argument))
            .Select(ConstantOf)
            .Concat(attribute.NamedArguments.OrderBy(pair => pair.Key, System.StringComparer.Ordinal).Select(pair => pair.Key + " = " + ConstantOf(pair.Value)))
            .ToList();
        return name + generic + (arguments.Count == 0 ? "" : "(" + string.Join(", ", arguments) + ")");
    }

    // As the attribute is written in C#, without namespaces.
    private static string ConstantOf(TypedConstant constant) => constant switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Array } => "[" + string.Join(", ", constant.Values.Select(ConstantOf)) + "]",
        { Kind: TypedConstantKind.Enum } => constant.Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => Equals(member.ConstantValue, constant.Value)) is { } member
            ? constant.Type!.Name + "." + member.Name
            : $"({constant.Type!.Name}){System.Convert.ToString(constant.Value, CultureInfo.InvariantCulture)}",
        { Value: string text } => Constants.Literal(text),
        { Value: bool value } => Constants.Literal(value),
        { Value: ITypeSymbol type } => $"typeof({type.Name})",
        _ => System.Convert.ToString(constant.Value, CultureInfo.InvariantCulture) ?? "null",
    };
}
