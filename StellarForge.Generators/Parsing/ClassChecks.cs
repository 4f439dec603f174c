using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds what a class says that has no effect, or that generated code cannot stand beside.</summary>
/// <param name="parser">Where mistakes are reported.</param>
internal sealed class ClassChecks(TableParser parser)
{
    private static readonly string[] Generated = ["ForgeTable", "ForgeRows", "ForgeState", "ForgeSchema"];

    private readonly TableSymbol _table = parser.Table;

    public void Run()
    {
        CheckOptions();
        CheckMembers();
        var withoutColumn = _table.Properties.Where(property => property is { Type: null, IsMapped: true } && (property.IsSettable || property.IsParameter));
        foreach (var property in withoutColumn)
        {
            if (!IsNavigation(property.Symbol.Type) && !property.Symbol.Type.IsValueType && !property.HasStellarForgeAttribute)
                parser.Report(
                    Descriptors.NoColumnFor, property.Location,
                    property.Symbol.ContainingType.Name, property.Symbol.Name, property.Symbol.Type.ToDisplayString());
        }

        CheckSkipNavigations();
    }

    private void CheckOptions()
    {
        var forge = _table.Attributes.Find(AttributeNames.Forge)!;
        if (_table.ChildOf is not null && forge.Named("Rows") is not null)
            parser.Report(Descriptors.OwnedRows, forge.LocationOf("Rows"), _table.Symbol.Name);
        foreach (var derived in _table.Hierarchy?.Derived ?? [])
        {
            var rootOptions = derived.GetAttributes()
                .Where(attribute => attribute.AttributeClass?.FullName() is AttributeNames.ChildOf or AttributeNames.EfPrimaryKey);
            foreach (var attribute in rootOptions)
                parser.Report(Descriptors.HierarchyOption, attribute.LocationOf(), attribute.ShortName(), derived.Name, _table.Symbol.Name);
        }
    }

    private void CheckMembers()
    {
        if (_table.Symbol.Name == "Create" || Generated.Contains(_table.Symbol.Name))
            parser.Report(Descriptors.ReservedName, _table.Symbol.Locations.FirstOrDefault(), _table.Symbol.Name, "[Table]");

        // Columns may be inherited, and generated code would set the generated member in their place.
        var columns = _table.Properties.Where(property => property.Container is null && property.IsColumn).Select(property => (ISymbol)property.Symbol);
        var reserved = _table.Symbol.GetMembers().Union(columns, SymbolEqualityComparer.Default)
            .Where(member => Generated.Contains(member!.Name) || (member.Name == "Create" && !IsOverload(member)));
        foreach (var member in reserved)
            parser.Report(Descriptors.ReservedName, member!.Locations.FirstOrDefault(), _table.Symbol.Name + "." + member.Name, "[Column]");
    }

    // The generated method takes a row and a world.
    private static bool IsOverload(ISymbol member) => member is IMethodSymbol method
        && !(method.Parameters.Length == 2 && method.Parameters[0].Type.SpecialType == SpecialType.System_Int64 && method.Parameters[1].Type.Name == "World");

    // A class of the model, or a collection of one.
    private bool IsNavigation(ITypeSymbol type) => IsOurs(type) || (Navigations.ElementOf(type) is { } element && IsOurs(element));

    private bool IsOurs(ITypeSymbol type) => type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Interface, SpecialType: SpecialType.None } named
        && (SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, _table.Symbol.ContainingAssembly)
            || named.GetAttributes().Has(AttributeNames.Forge));

    private void CheckSkipNavigations()
    {
        foreach (var collection in _table.Properties.Where(property => property is { Type: null, IsMapped: true }))
        {
            // Both classes see it; the one whose name comes first reports it.
            if (parser.TableOf(Navigations.ElementOf(collection.Symbol.Type) as INamedTypeSymbol) is not { } other
                || string.CompareOrdinal(_table.Symbol.Name, other.Symbol.Name) >= 0)
                continue;
            var back = other.Properties.FirstOrDefault(property => property is { Type: null, IsMapped: true }
                && SymbolEqualityComparer.Default.Equals(Navigations.ElementOf(property.Symbol.Type), _table.Symbol));
            var tables = AssemblyClasses.Of(_table.Symbol.ContainingAssembly).Tables;
            if (back is null || tables.Any(table => RefersTo(table, _table.Symbol) && RefersTo(table, other.Symbol)))
                continue;
            parser.Report(
                Descriptors.SkipNavigation, collection.Location,
                _table.Symbol.Name, collection.Name, other.Symbol.Name, back.Name, KeyTypeOf(_table), KeyTypeOf(other));
        }
    }

    private static string KeyTypeOf(TableSymbol table) => table.Key.Count == 1 ? table[table.Key[0]]!.Type!.ClrType : "int";

    private static bool RefersTo(INamedTypeSymbol from, INamedTypeSymbol to) => from.Lineage()
        .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
        .Any(property => SymbolEqualityComparer.Default.Equals(property.Type, to)
            || property.GetAttributes().Any(attribute => attribute.AttributeClass?.FullName() == AttributeNames.References
                && SymbolEqualityComparer.Default.Equals(attribute.TypeArgument(), to)));
}
