using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StellarForge.Generators.Parsing;

/// <summary>Short words for questions to symbols.</summary>
internal static class Symbols
{
    /// <summary>The metadata name with namespace: <c>StellarForge.ChildOfAttribute`1</c>.</summary>
    public static string FullName(this INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + type.MetadataName : type.MetadataName;

    /// <summary>The type as code names it, without nullability.</summary>
    public static string CodeName(this ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>Whether two symbols are one; nullability apart.</summary>
    public static bool IsSameAs(this ISymbol? symbol, ISymbol? other) => SymbolEqualityComparer.Default.Equals(symbol, other);

    /// <summary>The class with those around it, outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> WithContainers(this INamedTypeSymbol type) => [.. type.ContainingType?.WithContainers() ?? [], type];

    /// <summary>An attribute as it is written: <c>ChildOf</c>.</summary>
    public static string ShortName(this AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", "");

    public static AttributeData? Find(this ImmutableArray<AttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeClass?.FullName() == name);

    public static bool Has(this ImmutableArray<AttributeData> attributes, string name) => attributes.Find(name) is not null;

    /// <summary>The type argument of a generic attribute.</summary>
    public static INamedTypeSymbol? TypeArgument(this AttributeData attribute) =>
        attribute.AttributeClass is { TypeArguments.Length: 1 } type ? type.TypeArguments[0] as INamedTypeSymbol : null;

    public static TypedConstant? Named(this AttributeData attribute, string name)
    {
        foreach (var pair in attribute.NamedArguments)
        {
            if (pair.Key == name)
                return pair.Value;
        }

        return null;
    }

    /// <summary>The texts of a list of names, whether it is one array or several arguments.</summary>
    public static List<string> Texts(this AttributeData attribute) =>
    [
        .. attribute.ConstructorArguments
            .SelectMany(argument => argument.Kind == TypedConstantKind.Array ? argument.Values.AsEnumerable() : new[] { argument })
            .Select(argument => argument.Value as string ?? ""),
    ];

    public static string? NamedText(this AttributeData attribute, string name) => attribute.Named(name)?.Value as string;

    public static bool NamedFlag(this AttributeData attribute, string name) => attribute.Named(name)?.Value is true;

    /// <summary>An argument by position, or by the name of the constructor's parameter.</summary>
    public static TypedConstant? Argument(this AttributeData attribute, int position) =>
        position < attribute.ConstructorArguments.Length ? attribute.ConstructorArguments[position] : null;

    /// <summary>The name of the member that an enum's constant is, or <see langword="null"/> where it is none.</summary>
    public static string? EnumMember(this TypedConstant constant) =>
        (constant.Type as INamedTypeSymbol)?.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, constant.Value))?.Name;

    /// <summary>The class and what it derives from, the base first.</summary>
    public static IEnumerable<INamedTypeSymbol> Lineage(this INamedTypeSymbol type)
    {
        var lineage = new Stack<INamedTypeSymbol>();
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
            lineage.Push(current);
        return lineage;
    }

    /// <summary>Where an attribute is written: one of its arguments, or the whole of it where that argument is left out.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="argument">The constructor's parameter or the property that the argument sets, or <see langword="null"/> for the whole.</param>
    /// <param name="element">Which of the arguments that a <c>params</c> parameter collects.</param>
    public static Location? LocationOf(this AttributeData? attribute, string? argument = null, int element = 0)
    {
        if (attribute?.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax)
            return null;

        var arguments = syntax.ArgumentList?.Arguments.ToList() ?? [];
        var parameter = attribute.AttributeConstructor?.Parameters.FirstOrDefault(item => item.Name.Equals(argument, StringComparison.OrdinalIgnoreCase));
        var named = arguments.FirstOrDefault(item => argument is not null && argument.Equals(NameOf(item), StringComparison.OrdinalIgnoreCase));
        var positional = parameter is null ? null : arguments.ElementAtOrDefault(parameter.Ordinal + element);
        var found = named ?? (positional is not null && NameOf(positional) is null ? positional : null);
        return (found as SyntaxNode ?? syntax).GetLocation();

        static string? NameOf(AttributeArgumentSyntax item) => (item.NameEquals?.Name ?? item.NameColon?.Name)?.Identifier.ValueText;
    }
}
