using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>How an object of an annotated class is made.</summary>
internal static class Construction
{
    /// <summary>
    /// The properties whose values the constructor takes, in its order: none for one without parameters, those of a positional record's,
    /// else of a constructor whose parameters are all named after properties. <see langword="null"/> where there is no such constructor.
    /// </summary>
    public static List<string>? Parameters(TableSymbol table)
    {
        var symbol = table.Symbol;
        var constructors = symbol.InstanceConstructors.Where(constructor => !IsCopy(constructor, symbol)).ToList();
        var positional = symbol.IsRecord ? constructors.Select(constructor => Named(constructor, table)).FirstOrDefault(names => names is { Count: > 0 }) : null;
        if (positional is not null)
            return positional;
        return constructors.Any(constructor => constructor.Parameters.Length == 0)
            ? []
            : constructors.Select(constructor => Named(constructor, table)).FirstOrDefault(names => names is not null);
    }

    /// <summary>Members that an object initialiser must set.</summary>
    public static IEnumerable<string> Required(INamedTypeSymbol symbol) => symbol.Lineage()
        .SelectMany(type => type.GetMembers())
        .Where(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
        .Select(member => member.Name)
        .Distinct();

    /// <summary>Whether an object initialiser in the class, or its constructor, can set a property.</summary>
    public static bool CanSet(PropertySymbol property, INamedTypeSymbol symbol) => property.IsParameter
        || (property.Symbol.SetMethod is { } setter && (setter.DeclaredAccessibility != Accessibility.Private || SymbolEqualityComparer.Default.Equals(setter.ContainingType, symbol)));

    private static List<string>? Named(IMethodSymbol constructor, TableSymbol table)
    {
        var names = constructor.Parameters
            .Select(parameter => table.Properties.FirstOrDefault(property => property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))?.Name)
            .ToList();
        return names.Contains(null) ? null : [.. names.Select(name => name!)];
    }

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol symbol) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, symbol);
}
