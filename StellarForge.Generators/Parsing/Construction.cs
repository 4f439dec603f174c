using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>How objects of an annotated class are made, and of what they own.</summary>
internal sealed class Construction(TableSymbol table, IReadOnlyCollection<ColumnSpec> columns)
{
    /// <summary>The objects of a table: one, or one for each class that shares it.</summary>
    public static IEnumerable<ObjectSpec> Of(TableSymbol table, IReadOnlyCollection<ColumnSpec> columns)
    {
        var construction = new Construction(table, columns);
        return table.Hierarchy is { } hierarchy
            ? hierarchy.Classes.Select((type, number) => construction.ObjectOf(type, number, null))
            : [construction.ObjectOf(table.Symbol, 0, null)];
    }

    /// <summary>
    /// The constructor that generated code within another class calls, or <see langword="null"/>: a positional record's, else one without parameters,
    /// else one whose parameters are all named after properties.
    /// </summary>
    public static IMethodSymbol? ConstructorOf(INamedTypeSymbol symbol, INamedTypeSymbol caller)
    {
        var constructors = symbol.InstanceConstructors.Where(constructor => !IsCopy(constructor, symbol) && CanReach(constructor, symbol, caller)).ToList();
        return (symbol.IsRecord ? constructors.FirstOrDefault(constructor => constructor.Parameters.Length > 0 && IsNamed(constructor, symbol)) : null)
            ?? constructors.FirstOrDefault(constructor => constructor.Parameters.Length == 0)
            ?? constructors.FirstOrDefault(constructor => IsNamed(constructor, symbol));
    }

    private ObjectSpec ObjectOf(INamedTypeSymbol symbol, int number, PropertySymbol? container)
    {
        var constructor = ConstructorOf(symbol, table.Symbol);
        var arguments = constructor?.Parameters.Select(parameter => MemberOf(NameOf(parameter, symbol), symbol, number, container)).ToList() ?? [];
        var members = PropertiesOf(symbol)
            .Where(property => CanSet(property, symbol) && arguments.TrueForAll(argument => argument.Name != property.Name))
            .Select(property => MemberOf(property.Name, symbol, number, container))
            .Where(member => member.Column is not null || member.Object is not null).ToList();

        // What an initialiser must set, though no column fills it: navigation properties.
        var required = Required(symbol).Where(name => !arguments.Concat(members).Any(member => member.Name == name)).Select(name => new MemberSpec(name));
        var optional = container is { IsNullable: true, Optional: null } ? new OptionalPart(container.Name, NullRateOf(container)) : null;
        return new ObjectSpec(symbol.CodeName(), number, new(arguments), new(members.Concat(required)), optional);
    }

    /// <summary>How often an owned object is missing, as code.</summary>
    public static double NullRateOf(PropertySymbol container) => container.Attributes.Find(AttributeNames.NullRate)?.Argument(0)?.Value as double? ?? 0.05;

    private MemberSpec MemberOf(string name, INamedTypeSymbol symbol, int number, PropertySymbol? container)
    {
        bool IsMember(PropertySymbol property) => property.Symbol.Name == name && property.Container == container
            && (property.Classes.Count == 0 || property.Classes.Contains(number))
            && symbol.Lineage().Contains(property.Symbol.ContainingType, SymbolEqualityComparer.Default);
        if (table.Owned.FirstOrDefault(IsMember) is { } owned)
            return new MemberSpec(name, Object: ObjectOf(owned.OwnedType!, 0, owned));
        return table.Properties.FirstOrDefault(IsMember) is { } property && columns.Any(column => column.Property == property.Name)
            ? new MemberSpec(name, property.Name, property.IsNullable)
            : new MemberSpec(name);
    }

    private bool CanSet(IPropertySymbol property, INamedTypeSymbol symbol) => property.SetMethod is { } setter
        && (CanReach(setter, symbol, table.Symbol)
            || (setter.DeclaredAccessibility != Accessibility.Private && SymbolEqualityComparer.Default.Equals(symbol, table.Symbol)));

    private static IEnumerable<IPropertySymbol> PropertiesOf(INamedTypeSymbol symbol) => symbol.Lineage()
        .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
        .Where(property => property is { IsStatic: false, IsIndexer: false })
        .GroupBy(property => property.Name).Select(group => group.Last());

    private static IEnumerable<string> Required(INamedTypeSymbol symbol) => symbol.Lineage()
        .SelectMany(type => type.GetMembers())
        .Where(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
        .Select(member => member.Name)
        .Distinct();

    private static bool CanReach(IMethodSymbol method, INamedTypeSymbol symbol, INamedTypeSymbol caller) =>
        SymbolEqualityComparer.Default.Equals(symbol, caller) && SymbolEqualityComparer.Default.Equals(method.ContainingType, symbol)
        || method.DeclaredAccessibility is Accessibility.Public
        || (method.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, caller.ContainingAssembly));

    private static bool IsNamed(IMethodSymbol constructor, INamedTypeSymbol symbol) =>
        constructor.Parameters.All(parameter => PropertiesOf(symbol).Any(property => property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)));

    private static string NameOf(IParameterSymbol parameter, INamedTypeSymbol symbol) =>
        PropertiesOf(symbol).First(property => property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)).Name;

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol symbol) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, symbol);
}
