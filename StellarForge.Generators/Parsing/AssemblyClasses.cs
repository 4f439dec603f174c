using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>What the classes of an assembly say together: which share the table of their base class, and what EF Core's contexts call tables.</summary>
internal sealed class AssemblyClasses
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, AssemblyClasses> Known = new();

    private readonly Dictionary<ISymbol, List<INamedTypeSymbol>> _derived = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, string> _setNames = new(SymbolEqualityComparer.Default);
    private readonly List<INamedTypeSymbol> _tables = [];

    private AssemblyClasses(IAssemblySymbol assembly)
    {
        Visit(assembly.GlobalNamespace);
        foreach (var classes in _derived.Values)
            classes.Sort((one, other) => string.CompareOrdinal(one.CodeName(), other.CodeName()));
    }

    /// <summary>The classes of an assembly; found once for each compilation.</summary>
    public static AssemblyClasses Of(IAssemblySymbol assembly) => Known.GetValue(assembly, static key => new AssemblyClasses(key));

    /// <summary>The annotated classes that have a table of their own.</summary>
    public IEnumerable<INamedTypeSymbol> Tables => _tables;

    /// <summary>The annotated classes whose rows stand in the table of this one, in the order of their names.</summary>
    public IReadOnlyList<INamedTypeSymbol> DerivedFrom(INamedTypeSymbol root) => _derived.TryGetValue(root, out var classes) ? classes : [];

    /// <summary>The name that a context's <c>DbSet</c> gives a class, or <see langword="null"/>.</summary>
    public string? SetNameOf(INamedTypeSymbol type) => _setNames.TryGetValue(type, out var name) ? name : null;

    /// <summary>The class whose table holds the rows of an annotated class: its own, unless an annotated base class shares one.</summary>
    public static INamedTypeSymbol RootOf(INamedTypeSymbol type)
    {
        var root = type;
        while (!NamesTable(root) && AnnotatedBaseOf(root) is { } parent)
            root = parent;
        return root;
    }

    private static INamedTypeSymbol? AnnotatedBaseOf(INamedTypeSymbol type)
    {
        var parent = type.BaseType;
        while (parent is not null && !parent.GetAttributes().Has(AttributeNames.Forge))
            parent = parent.BaseType;
        return parent;
    }

    private static bool NamesTable(INamedTypeSymbol type) =>
        type.GetAttributes().Has(AttributeNames.Table) || type.GetAttributes().Find(AttributeNames.Forge)?.NamedText("Table") is not null;

    private void Visit(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol space)
                Visit(space);
            if (member is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type)
                continue;
            if (type.GetAttributes().Has(AttributeNames.Forge))
                Add(type);
            else if (IsContext(type))
                AddSets(type);
            Visit(type);
        }
    }

    private void Add(INamedTypeSymbol type)
    {
        var root = RootOf(type);
        if (SymbolEqualityComparer.Default.Equals(root, type))
            _tables.Add(type);
        else if (_derived.TryGetValue(root, out var classes))
            classes.Add(type);
        else
            _derived.Add(root, [type]);
    }

    private void AddSets(INamedTypeSymbol context)
    {
        foreach (var set in context.GetMembers().OfType<IPropertySymbol>())
        {
            if (set.Type is INamedTypeSymbol type && type.FullName() == AttributeNames.EfSet + "`1" && type.TypeArguments[0] is INamedTypeSymbol entity)
                _setNames[entity] = set.Name;
        }
    }

    private static bool IsContext(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.FullName() == AttributeNames.EfContext)
                return true;
        }

        return false;
    }
}
