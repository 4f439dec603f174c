using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>What an annotated class is, seen from itself and from the classes that refer to it: properties, types, names, key, owner.</summary>
internal sealed class TableSymbol
{
    private const long DefaultRows = 1_000;

    private readonly TableSymbols _tables;
    private readonly bool _asIs;

    private TableSymbol(INamedTypeSymbol symbol, TableSymbols tables)
    {
        (Symbol, _tables) = (symbol, tables);
        Attributes = symbol.GetAttributes();
        _asIs = symbol.ContainingAssembly.GetAttributes().Find(AttributeNames.Naming)?.Argument(0)?.Value is 1;
    }

    public INamedTypeSymbol Symbol { get; }

    public string FullName => Symbol.CodeName();

    public ImmutableArray<AttributeData> Attributes { get; }

    public string DatabaseName { get; private set; } = "";

    public string? DatabaseSchema { get; private set; }

    public string QualifiedName => DatabaseSchema is null ? DatabaseName : DatabaseSchema + "." + DatabaseName;

    public List<PropertySymbol> Properties { get; } = [];

    /// <summary>The owned objects, whose properties stand among <see cref="Properties"/>.</summary>
    public List<PropertySymbol> Owned { get; } = [];

    /// <summary>The classes that share the table, or <see langword="null"/> where it is this class's alone.</summary>
    public Hierarchy? Hierarchy { get; private set; }

    public List<string> Key { get; private set; } = [];

    public AttributeData? ChildOf { get; private set; }

    public INamedTypeSymbol? Owner => ChildOf?.TypeArgument();

    public int OwnerMax => ChildOf?.Argument(1)?.Value is int max ? max : 0;

    /// <summary>The rows at scale 1 that the attribute says; an owned table's are its owners'.</summary>
    public long Rows => Attributes.Find(AttributeNames.Forge)?.Named("Rows")?.Value is long rows ? rows : DefaultRows;

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

            return Times(end, table?.Rows ?? DefaultRows);

            static decimal Times(decimal left, decimal right) => right > 0 && left > 1e28m / right ? 1e28m : left * right;
        }
    }

    /// <summary>Whether a property of this class can be null: one of the key cannot, whatever its type says.</summary>
    public bool IsNullable(PropertySymbol property) => property.Nullable && !Key.Contains(property.Name);

    public PropertySymbol? this[string property] => Properties.FirstOrDefault(item => item.Name == property);

    /// <summary>A name in the class as a column: within an owned object, that object's own first.</summary>
    public string NameIn(PropertySymbol? container, string name) =>
        container is not null && this[container.Name + "_" + name] is not null ? container.Name + "_" + name : name;

    /// <summary>The database name of a column.</summary>
    public string NameOf(string column) => Names.OfColumn(column, _asIs);

    /// <inheritdoc cref="Names.Suggestion"/>
    public string Suggestion(string name) => Names.Suggestion(name, Properties.Where(property => property.IsColumn).Select(property => property.Name));

    /// <summary>
    /// Describes a class, or gives <see langword="null"/> where it is not annotated, or shares the table of its base class. Use <see cref="TableSymbols"/>,
    /// which keeps what it has described.
    /// </summary>
    public static TableSymbol? Of(INamedTypeSymbol symbol, TableSymbols tables)
    {
        if (!symbol.GetAttributes().Has(AttributeNames.Forge) || !AssemblyClasses.RootOf(symbol).IsSameAs(symbol))
            return null;

        var table = new TableSymbol(symbol, tables) { Hierarchy = Hierarchy.Of(symbol) };
        var (named, forge) = (table.Attributes.Find(AttributeNames.Table), table.Attributes.Find(AttributeNames.Forge)!);
        table.DatabaseName = named?.Argument(0)?.Value as string ?? forge.NamedText("Table")
            ?? Names.OfTable(table._asIs ? AssemblyClasses.Of(symbol.ContainingAssembly).SetNameOf(symbol) ?? symbol.Name : symbol.Name, table._asIs);
        table.DatabaseSchema = named?.NamedText("Schema") ?? forge.NamedText("Schema");
        table.ChildOf = table.Attributes.Find(AttributeNames.ChildOf);
        table.Add(symbol, symbol.Lineage(), null, EquatableArray<int>.Empty);
        var seen = new HashSet<ISymbol>(symbol.Lineage(), SymbolEqualityComparer.Default);
        foreach (var derived in table.Hierarchy?.Derived ?? [])
        {
            foreach (var type in derived.Lineage().Where(seen.Add))
                table.Add(derived, [type], null, table.Hierarchy!.ClassesWith(type));
        }

        table.Key = table.FindKey();
        table.MarkUnique();
        return table;
    }

    private void Add(INamedTypeSymbol symbol, IEnumerable<INamedTypeSymbol> lineage, PropertySymbol? container, EquatableArray<int> classes)
    {
        var constructor = Construction.ConstructorOf(symbol, Symbol);
        foreach (var property in lineage.SelectMany(type => type.GetMembers().OfType<IPropertySymbol>()).Where(IsProperty))
        {
            var parameter = constructor?.Parameters.FirstOrDefault(item => item.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase));
            var described = new PropertySymbol(property, parameter, _asIs, container) { Classes = classes };
            if (described is { OwnedType: { } owned, IsMapped: true })
            {
                if (container is not null && IsWithin(owned, container))
                    continue;
                Owned.Add(described);
                Add(owned, owned.Lineage(), described, classes);
                continue;
            }

            // An override stays where its base has it; classes beside each other may have properties of one name.
            var place = Properties.FindIndex(item => item.Name == described.Name);
            if (place >= 0 && !symbol.Lineage().Contains(Properties[place].Symbol.ContainingType, SymbolEqualityComparer.Default))
            {
                described.Qualify(_asIs);
                place = -1;
            }

            if (place < 0)
                Properties.Add(described);
            else
                Properties[place] = described;
        }
    }

    private static bool IsProperty(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, GetMethod: not null, DeclaredAccessibility: Accessibility.Public }
        && (!property.IsImplicitlyDeclared || property.ContainingType.IsRecord) && property.Name is not ("EqualityContract" or "");

    // An owned class that contains itself has no end.
    private static bool IsWithin(INamedTypeSymbol owned, PropertySymbol container)
    {
        for (var outer = container; outer is not null; outer = outer.Container)
        {
            if (outer.OwnedType.IsSameAs(owned))
                return true;
        }

        return false;
    }

    /// <summary>The indexes that are declared on the class, and on those that share its table.</summary>
    public IEnumerable<AttributeData> Indexes => new[] { Symbol }.Concat(Hierarchy?.Derived ?? [])
        .SelectMany(type => type.GetAttributes()).Where(attribute => attribute.AttributeClass?.FullName() == AttributeNames.EfIndex);

    // A unique index wants values that differ in one of its columns; in the first that no reference fills.
    private void MarkUnique()
    {
        foreach (var index in Indexes.Where(index => index.NamedFlag("IsUnique")))
        {
            var columns = index.Texts().Select(name => this[name]).OfType<PropertySymbol>().ToList();
            var first = columns.Count == 1 ? columns[0] : columns.Exists(DiffersInEveryRow) ? null : columns.FirstOrDefault(CanBeMadeUnique);
            if (first is not null)
                first.IsUnique = true;
        }
    }

    private bool DiffersInEveryRow(PropertySymbol column) => column.IsUnique || (Key.Count == 1 && Key[0] == column.Name)
        || column.Attributes.Has(ValueAttributes.Ordinal.MetadataName) || column.References is not null;

    private bool CanBeMadeUnique(PropertySymbol column) =>
        column.Type is { Kind: not CellKind.Boolean, IsEnum: false } && !column.HasValueAttribute && !IsForeignKey(column);

    private bool IsForeignKey(PropertySymbol column) => column.Attributes.Has(AttributeNames.ForeignKey)
        || Properties.Any(other => other.Type is null && (column.Name == other.Name + "Id" || ForeignKeysOf(other).Contains(column.Name)));

    private static IEnumerable<string> ForeignKeysOf(PropertySymbol navigation) =>
        (navigation.Attributes.Find(AttributeNames.ForeignKey)?.Argument(0)?.Value as string ?? "").Split(',').Select(name => name.Trim());

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
        return byConvention is { Type: { Kind: not CellKind.Boolean }, Nullable: false, IsMapped: true, References: null }
            ? [byConvention.Name]
            : FindOwnedKey();
    }

    // What the owner is known by, and what tells its rows apart: the ordinal, or references that do not repeat.
    private List<string> FindOwnedKey()
    {
        var parts = Properties.Where(property => property is { Nullable: false, IsMapped: true }).ToList();
        var references = parts.Where(property => property.References is not null).ToList();
        var toOwner = references.Where(property => property.References!.TypeArgument().IsSameAs(Owner)
            && !property.References!.NamedFlag("Distinct") && property.References!.NamedText("Within") is null).ToList();
        if (Owner is null || toOwner.Count == 0)
            return [];

        var marked = toOwner.FirstOrDefault(property => property.References!.NamedFlag("Owner")) ?? toOwner[0];
        var owner = toOwner.Where(property => property.References!.NamedText("Role") == marked.References!.NamedText("Role"));
        var apart = parts.Where(property => property.Attributes.Has(ValueAttributes.Ordinal.MetadataName)).Take(1).ToList();
        if (apart.Count == 0)
            apart = [.. references.Where(property => property.References!.NamedFlag("Distinct"))];
        return apart.Count > 0 || OwnerMax == 1 ? [.. owner.Concat(apart).Select(property => property.Name)] : [];
    }
}
