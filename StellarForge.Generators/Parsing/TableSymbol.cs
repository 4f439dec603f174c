using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>What an annotated class is, seen from itself and from the classes that refer to it: properties, types, names, key, owner.</summary>
internal sealed class TableSymbol
{
    private readonly TableSymbols _tables;

    private TableSymbol(INamedTypeSymbol symbol, TableSymbols tables)
    {
        (Symbol, _tables) = (symbol, tables);
        Attributes = symbol.GetAttributes();
    }

    public INamedTypeSymbol Symbol { get; }

    public string FullName => Symbol.CodeName();

    public ImmutableArray<AttributeData> Attributes { get; }

    public string DatabaseName { get; private set; } = "";

    public string? DatabaseSchema { get; private set; }

    public string QualifiedName => DatabaseSchema is null ? DatabaseName : DatabaseSchema + "." + DatabaseName;

    public List<PropertySymbol> Properties { get; } = [];

    public List<string> Key { get; private set; } = [];

    public AttributeData? ChildOf { get; private set; }

    public INamedTypeSymbol? Owner => ChildOf?.TypeArgument();

    public int OwnerMax => ChildOf?.Argument(1)?.Value is int max ? max : 0;

    /// <summary>The end of the row indices at scale 1; no more than 10^28.</summary>
    public decimal EndRow
    {
        get
        {
            var end = 1m;
            var table = this;
            for (var levels = 0; table?.ChildOf is not null && levels < 16; levels++)
            {
                end = Times(end, table.OwnerMax);
                table = _tables.Of(table.Owner);
            }

            return Times(end, table?.Attributes.Find(AttributeNames.Forge)?.Named("Rows")?.Value is long rows ? rows : 1_000);

            static decimal Times(decimal left, decimal right) => right > 0 && left > 1e28m / right ? 1e28m : left * right;
        }
    }

    /// <summary>Whether a property of this class can be null: one of the key cannot, whatever its type says.</summary>
    public bool IsNullable(PropertySymbol property) => property.Nullable && !Key.Contains(property.Name);

    public PropertySymbol? this[string property] => Properties.FirstOrDefault(item => item.Name == property);

    /// <summary>Describes a class, or gives <see langword="null"/> where it is not annotated. Use <see cref="TableSymbols"/>, which keeps what it has described.</summary>
    public static TableSymbol? Of(INamedTypeSymbol symbol, TableSymbols tables)
    {
        var table = new TableSymbol(symbol, tables);
        if (!table.Attributes.Has(AttributeNames.Forge))
            return null;

        var asIs = symbol.ContainingAssembly.GetAttributes().Find(AttributeNames.Naming)?.Argument(0)?.Value is 1;
        var named = table.Attributes.Find(AttributeNames.Table);
        table.DatabaseName = named?.Argument(0)?.Value as string ?? Names.OfTable(symbol.Name, asIs);
        table.DatabaseSchema = named?.NamedText("Schema");
        table.ChildOf = table.Attributes.Find(AttributeNames.ChildOf);

        // The first constructor of a positional record gives its parameters' attributes to their properties.
        var parameters = symbol.IsRecord
            ? symbol.InstanceConstructors.Where(constructor => constructor.Parameters.Length > 0 && !IsCopy(constructor, symbol)).Select(constructor => constructor.Parameters).FirstOrDefault()
            : default;
        foreach (var type in symbol.Lineage())
        {
            foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (property.IsStatic || property.IsIndexer || property.GetMethod is null || property.DeclaredAccessibility != Accessibility.Public || property.IsImplicitlyDeclared && !property.ContainingType.IsRecord)
                    continue;
                var parameter = parameters.IsDefault ? null : parameters.FirstOrDefault(item => item.Name == property.Name);
                // An override stays where its base has it.
                var described = new PropertySymbol(property, parameter, asIs);
                var place = table.Properties.FindIndex(item => item.Name == property.Name);
                if (place < 0)
                    table.Properties.Add(described);
                else
                    table.Properties[place] = described;
            }
        }

        table.Properties.RemoveAll(property => property.Name == "EqualityContract");
        table.Key = table.FindKey();
        return table;
    }

    private List<string> FindKey()
    {
        if (Attributes.Has(AttributeNames.EfKeyless))
            return [];
        if (Attributes.Find(AttributeNames.EfPrimaryKey) is { } primary)
            return primary.Texts();

        var marked = Properties.Where(property => property.Attributes.Has(AttributeNames.Key)).ToList();
        if (marked.Count > 0)
            return [.. marked.OrderBy(property => property.Order).Select(property => property.Name)];

        var byConvention = this["Id"] ?? this[Symbol.Name + "Id"];
        return byConvention is { Type: { Kind: not CellKind.Boolean }, Nullable: false, IsMapped: true, References: null } ? [byConvention.Name] : FindOwnedKey();
    }

    // What the owner is known by, and what tells its rows apart: the ordinal, or references that do not repeat.
    private List<string> FindOwnedKey()
    {
        var references = Properties.Where(property => property is { Nullable: false, IsMapped: true } && property.Attributes.Has(AttributeNames.References)).ToList();
        var toOwner = references.Where(property => property.References is { } reference && SymbolEqualityComparer.Default.Equals(reference.TypeArgument(), Owner)
            && !reference.NamedFlag("Distinct") && reference.NamedText("Within") is null).ToList();
        if (Owner is null || toOwner.Count == 0)
            return [];

        var marked = toOwner.FirstOrDefault(property => property.References!.NamedFlag("Owner")) ?? toOwner[0];
        var owner = toOwner.Where(property => property.References!.NamedText("Role") == marked.References!.NamedText("Role"));
        var apart = Properties.Where(property => property is { Nullable: false, IsMapped: true } && property.Attributes.Has(AttributeNames.Ordinal)).Take(1).ToList();
        if (apart.Count == 0)
            apart = [.. references.Where(property => property.References!.NamedFlag("Distinct"))];
        return apart.Count > 0 || OwnerMax == 1 ? [.. owner.Concat(apart).Select(property => property.Name)] : [];
    }

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol symbol) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, symbol);
}
