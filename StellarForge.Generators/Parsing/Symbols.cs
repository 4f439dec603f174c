using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StellarForge.Generators.Parsing;

/// <summary>Short words for questions to symbols.</summary>
internal static class Symbols
{
    /// <summary>The metadata name with namespace: <c>StellarForge.ChildOfAttribute`1</c>.</summary>
    public static string FullName(this INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + type.MetadataName : type.MetadataName;

    /// <summary>The type as code names it, without nullability.</summary>
    public static string CodeName(this ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

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

    /// <summary>The class and what it derives from, the base first.</summary>
    public static IEnumerable<INamedTypeSymbol> Lineage(this INamedTypeSymbol type)
    {
        var lineage = new Stack<INamedTypeSymbol>();
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
            lineage.Push(current);
        return lineage;
    }

    /// <summary>Where an attribute is: the argument whose value or name is among the given ones, else the whole of it.</summary>
    public static Location? LocationOf(this AttributeData? attribute, IEnumerable<object> values)
    {
        if (attribute?.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax)
            return null;

        var texts = new HashSet<string>(values.Select(value => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Trim('"')), StringComparer.OrdinalIgnoreCase);
        var argument = syntax.ArgumentList?.Arguments.FirstOrDefault(item => texts.Contains(ValueOf(item.Expression)))
            ?? syntax.ArgumentList?.Arguments.FirstOrDefault(item => texts.Contains(item.NameEquals?.Name.Identifier.Text ?? item.NameColon?.Name.Identifier.Text ?? ""));
        return (argument as SyntaxNode ?? syntax).GetLocation();
    }

    // nameof(Order.Total) is "Total".
    private static string ValueOf(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => Convert.ToString(literal.Token.Value, CultureInfo.InvariantCulture) ?? "",
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } negative => "-" + ValueOf(negative.Operand),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" }, ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
            var name => name.ToString(),
        },
        _ => expression.ToString(),
    };
}
