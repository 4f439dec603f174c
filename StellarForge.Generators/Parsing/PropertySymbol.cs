using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>A property of an annotated class.</summary>
internal sealed class PropertySymbol
{
    // Values of DatabaseGeneratedOption.
    private const int Identity = 1;
    private const int Computed = 2;

    public PropertySymbol(IPropertySymbol symbol, IParameterSymbol? parameter, bool asIs, PropertySymbol? container = null)
    {
        Symbol = symbol;
        IsParameter = parameter is not null;
        Attributes = parameter is null || !symbol.ContainingType.IsRecord ? symbol.GetAttributes() : symbol.GetAttributes().AddRange(parameter.GetAttributes());
        Container = container;
        Name = container is null ? symbol.Name : container.Name + "_" + symbol.Name;
        var column = Attributes.Find(AttributeNames.Column);
        DatabaseName = column?.Argument(0)?.Value as string ?? Names.OfColumn(Name, asIs);
        TypeName = column?.NamedText("TypeName");
        Order = column?.Named("Order")?.Value is int order ? order : 0;
        Type = CellTypes.Of(symbol.Type, this);
        TypeName ??= Type is { IsJson: true } ? "jsonb" : null;
        IsNullable = !Attributes.Has(AttributeNames.Required)
            && (symbol.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
                || (symbol.Type.IsReferenceType && symbol.NullableAnnotation == NullableAnnotation.Annotated));
        IsUnique = Attributes.Has(AttributeNames.Unique);
    }

    public IPropertySymbol Symbol { get; }

    /// <summary>The property; within an owned object, behind that object's own name: <c>Address_Street</c>, as EF Core names the column.</summary>
    public string Name { get; private set; }

    /// <summary>The owned object that it belongs to, or <see langword="null"/>.</summary>
    public PropertySymbol? Container { get; }

    /// <summary>The numbers of the classes of a hierarchy that have it; empty where every row has.</summary>
    public EquatableArray<int> Classes { get; init; }

    /// <summary>Whether the constructor takes its value.</summary>
    public bool IsParameter { get; }

    public ImmutableArray<AttributeData> Attributes { get; }

    public string DatabaseName { get; private set; }

    public string? TypeName { get; }

    public int Order { get; }

    /// <summary>What the property holds, or <see langword="null"/> where no column can: a navigation property, a collection.</summary>
    public CellType? Type { get; }

    /// <summary>Whether the property itself can be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether its column can: also where the owned object is missing, or the row is of another class.</summary>
    public bool Nullable => IsNullable || Classes.Count > 0 || Optional is not null;

    /// <summary>The outermost owned object that can be missing, with all that is in it, or <see langword="null"/>.</summary>
    public PropertySymbol? Optional => Container is null ? null : Container.Optional ?? (Container.IsNullable ? Container : null);

    /// <summary>Whether values must not repeat: by <c>[Unique]</c>, or by a unique index.</summary>
    public bool IsUnique { get; set; }

    /// <summary>Whether the value is the row's own to store: not of <c>[NotMapped]</c>, nor what the database makes itself.</summary>
    public bool IsMapped => !Attributes.Has(AttributeNames.NotMapped) && !IsGenerated;

    /// <summary>Whether the database makes the value: a row version, a generated column, a default.</summary>
    public bool IsGenerated => Attributes.Has(AttributeNames.Timestamp)
        || (Attributes.Find(AttributeNames.DatabaseGenerated)?.Argument(0)?.Value is int option
            && (option == Computed
                || (option == Identity && !Attributes.Has(AttributeNames.Key) && !HasStellarForgeAttribute && Type is not { IsInteger: true })));

    /// <summary>The type of an owned object, whose properties are columns of the owner's table, or <see langword="null"/>.</summary>
    public INamedTypeSymbol? OwnedType
    {
        get
        {
            var isNullable = Symbol.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
            return (isNullable ? ((INamedTypeSymbol)Symbol.Type).TypeArguments[0] : Symbol.Type) is INamedTypeSymbol type
                && (type.GetAttributes().Has(AttributeNames.EfOwned) || type.GetAttributes().Has(AttributeNames.ComplexType)) ? type : null;
        }
    }

    public bool IsSettable => Symbol.SetMethod is not null;

    public AttributeData? References => Attributes.Find(AttributeNames.References);

    public bool HasStellarForgeAttribute => Attributes.Any(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == "StellarForge");

    /// <summary>Whether an attribute says how the value is made.</summary>
    public bool HasValueAttribute => OfValues.Any();

    /// <summary>The attributes that say so; more than one only where one is repeated, or by mistake.</summary>
    public IEnumerable<AttributeData> OfValues => Attributes
        .Where(attribute => attribute.AttributeClass is { } type && ValueAttributes.Find(type.FullName()) is not null);

    /// <summary>Whether it gets a value: a column, or a helper that has a value attribute.</summary>
    public bool IsColumn => Type is not null && (HasStellarForgeAttribute || (IsMapped && (IsSettable || IsParameter)));

    /// <summary>The attributes of StellarForge as text, in a fixed order.</summary>
    public string Rule => string.Join(" ", Attributes
        .Where(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == "StellarForge")
        .Select(RuleOf)
        .OrderBy(rule => rule, System.StringComparer.Ordinal));

    /// <summary>Tells it apart from a property of the same name in another class of the hierarchy, as EF Core does.</summary>
    public void Qualify(bool asIs)
    {
        Name = Symbol.ContainingType.Name + "_" + Name;
        if (Attributes.Find(AttributeNames.Column)?.Argument(0)?.Value is not string)
            DatabaseName = Names.OfColumn(Name, asIs);
    }

    public Location? Location => Symbol.Locations.FirstOrDefault();

    private static string RuleOf(AttributeData attribute)
    {
        var type = attribute.AttributeClass!;
        var name = type.Name.Substring(0, type.Name.Length - "Attribute".Length);
        var generic = type.TypeArguments.Length == 1 ? "<" + type.TypeArguments[0].Name + ">" : "";

        var arguments = ArgumentsOf(attribute)
            .Concat(attribute.NamedArguments.OrderBy(pair => pair.Key, System.StringComparer.Ordinal).Select(pair => pair.Key + " = " + ConstantOf(pair.Value)))
            .ToList();
        return name + generic + (arguments.Count == 0 ? "" : "(" + string.Join(", ", arguments) + ")");
    }

    // The compiler gives optional arguments that were left out as well. Those at the end are not shown; nor is null, which stands for none.
    private static IEnumerable<string> ArgumentsOf(AttributeData attribute)
    {
        // What does not compile has neither constructor nor arguments.
        var arguments = attribute.ConstructorArguments;
        var shown = arguments.Length;
        while (shown > 0 && IsDefault(arguments[shown - 1], attribute.AttributeConstructor!.Parameters[shown - 1]))
            shown--;
        return arguments.Take(shown).Where(argument => !argument.IsNull)
            .SelectMany(argument => argument.Kind == TypedConstantKind.Array ? argument.Values : ImmutableArray.Create(argument))
            .Select(ConstantOf);
    }

    private static bool IsDefault(TypedConstant argument, IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue && argument.Kind != TypedConstantKind.Array && Equals(parameter.ExplicitDefaultValue, argument.Value);

    // As the attribute is written in C#, without namespaces.
    private static string ConstantOf(TypedConstant constant) => constant switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Array } => "[" + string.Join(", ", constant.Values.Select(ConstantOf)) + "]",
        { Kind: TypedConstantKind.Enum } => constant.EnumMember() is { } member
            ? constant.Type!.Name + "." + member
            : $"({constant.Type!.Name}){System.Convert.ToString(constant.Value, CultureInfo.InvariantCulture)}",
        { Value: string text } => Constants.Literal(text),
        { Value: bool value } => Constants.Literal(value),
        { Value: ITypeSymbol type } => $"typeof({type.Name})",
        _ => System.Convert.ToString(constant.Value, CultureInfo.InvariantCulture) ?? "null",
    };
}
