using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>The foreign keys that EF Core finds without an attribute of ours: by <c>[ForeignKey]</c> on either side, or by its conventions.</summary>
internal sealed class Navigations
{
    private readonly TableParser _parser;
    private readonly TableSymbol _table;
    private readonly List<Navigation> _found = [];

    public Navigations(TableParser parser)
    {
        (_parser, _table) = (parser, parser.Table);
        foreach (var property in _table.Properties.Where(property => property.Type is null && property.IsMapped))
        {
            if (property.Symbol.Type is not INamedTypeSymbol type || !type.GetAttributes().Has(AttributeNames.Forge))
                continue;
            if (_parser.TableOf(type) is { } target)
                Add(property, target);
            else if (ForeignKeyOf(property, null) is { Count: > 0 } names)
            {
                parser.Report(Descriptors.PartOfHierarchy, property.Location, "Navigation", property.Name, type.Name, AssemblyClasses.RootOf(type).Name);
                parser.FaultyReferences.UnionWith(names);
            }
        }

        foreach (var property in _table.Properties.Where(property => property is { Type: not null, IsMapped: true }))
            CheckName(property);
    }

    /// <summary>The reference that a property is the foreign key of, or a part of it.</summary>
    public Navigation? Of(PropertySymbol property)
    {
        if (_found.FirstOrDefault(navigation => navigation.Property == property) is { } navigation)
            return navigation;

        // Only the other side has a navigation property: Blog.Articles makes Article.BlogId a foreign key.
        if (!property.Name.EndsWith("Id", StringComparison.Ordinal) || _table.Key.Contains(property.Name))
            return null;
        var principal = AssemblyClasses.Of(_table.Symbol.ContainingAssembly).Tables.FirstOrDefault(table =>
            property.Name.StartsWith(table.Name, StringComparison.Ordinal)
            && !SymbolEqualityComparer.Default.Equals(table, _table.Symbol)
            && HasNavigation(table, _table.Symbol)
            && _parser.TableOf(table) is { Key.Count: 1 } other && (property.Name == table.Name + other.Key[0] || property.Name == table.Name + "Id"));
        return _parser.TableOf(principal) is { } parent ? new Navigation(property, parent, parent.Key[0], null) : null;
    }

    private void Add(PropertySymbol navigation, TableSymbol target)
    {
        var names = ForeignKeyOf(navigation, target);
        if (names.Count > 0 && target.Key.Count != names.Count)
        {
            _parser.Report(Descriptors.NoKey, navigation.Location, "Navigation", navigation.Name, target.Symbol.Name);
            _parser.FaultyReferences.UnionWith(names);
            return;
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (_table[names[i]] is not { } property)
            {
                var location = navigation.Attributes.Find(AttributeNames.ForeignKey).LocationOf("name");
                var known = _table.Properties.Where(other => other.Type is not null).Select(other => other.Name);
                _parser.Report(
                    Descriptors.UnknownForeignKey, location,
                    navigation.Name, names[i], _table.Symbol.Name, Names.Suggestion(names[i], known));
                _parser.FaultyReferences.UnionWith(names);
                return;
            }

            var part = target.Key.Contains(names[i]) && target.Key.Count > 1 ? names[i] : target.Key[i];
            _found.Add(new Navigation(property, target, part, names.Count > 1 ? navigation.Name : null));
            if (names.Count == 1 && IsOneToOne(navigation, target))
                property.IsUnique = true;
        }
    }

    // Where the other class has one such navigation back, and no collection, each row of it is referred to once.
    private bool IsOneToOne(PropertySymbol navigation, TableSymbol target) =>
        !SymbolEqualityComparer.Default.Equals(target.Symbol, _table.Symbol)
        && _table.Properties.Count(other => other.Type is null && SymbolEqualityComparer.Default.Equals(other.Symbol.Type, navigation.Symbol.Type)) == 1
        && target.Properties.Count(other => other.Type is null && SymbolEqualityComparer.Default.Equals(other.Symbol.Type, _table.Symbol)) == 1
        && !target.Properties.Any(other => other.Type is null && SymbolEqualityComparer.Default.Equals(ElementOf(other.Symbol.Type), _table.Symbol));

    // By the attribute on the navigation; by that on the columns; by EF Core's names.
    private List<string> ForeignKeyOf(PropertySymbol navigation, TableSymbol? target)
    {
        if (navigation.Attributes.Find(AttributeNames.ForeignKey)?.Argument(0)?.Value is string names)
            return [.. names.Split(',').Select(name => name.Trim())];

        var marked = _table.Properties
            .Where(property => property.Type is not null
                && property.Attributes.Find(AttributeNames.ForeignKey)?.Argument(0)?.Value as string == navigation.Name)
            .ToList();
        if (marked.Count > 0)
            return [.. marked.OrderBy(property => property.Order).Select(property => property.Name)];

        var key = target?.Key ?? ["Id"];
        var byName = key.Select(part => CandidatesOf(navigation, part, key.Count > 1).FirstOrDefault(name => _table[name] is { Type: not null })).ToList();
        if (key.Count == 0 && _table[navigation.Name + "Id"] is not null)
            return [navigation.Name + "Id"];
        return byName.Exists(name => name is null) ? [] : [.. byName.Select(name => name!)];
    }

    private static string[] CandidatesOf(PropertySymbol navigation, string part, bool isComposite) =>
        [navigation.Name + part, isComposite ? part : navigation.Name + "Id", navigation.Symbol.Type.Name + part];

    private void CheckName(PropertySymbol property)
    {
        if (property.Attributes.Find(AttributeNames.ForeignKey) is { } attribute && attribute.Argument(0)?.Value is string name
            && _table.Properties.FirstOrDefault(other => other.Name == name) is not { Type: null })
        {
            _parser.Report(Descriptors.UnknownForeignKey, attribute.LocationOf("name"), property.Name, name, _table.Symbol.Name,
                Names.Suggestion(name, _table.Properties.Where(other => other.Type is null).Select(other => other.Name)));
            _parser.FaultyReferences.Add(property.Name);
        }
    }

    /// <summary>Whether a class has a navigation property, or a collection of them, to another.</summary>
    public static bool HasNavigation(INamedTypeSymbol from, INamedTypeSymbol to) => from.Lineage()
        .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
        .Any(property => SymbolEqualityComparer.Default.Equals(property.Type, to) || SymbolEqualityComparer.Default.Equals(ElementOf(property.Type), to));

    /// <summary>What a collection holds, or <see langword="null"/>.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: 1, SpecialType: not SpecialType.System_String } named
            when named.AllInterfaces.Add(named)
                .Any(item => item.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T) =>
            named.TypeArguments[0],
        _ => null,
    };
}

/// <summary>A foreign key's column.</summary>
/// <param name="Property">The column.</param>
/// <param name="Parent">The class that it refers to.</param>
/// <param name="ParentColumn">The part of the parent's key.</param>
/// <param name="Role">The navigation property, where several columns belong together; else <see langword="null"/>.</param>
internal sealed record Navigation(PropertySymbol Property, TableSymbol Parent, string ParentColumn, string? Role);
