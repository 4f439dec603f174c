using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>The classes whose rows share one table, as EF Core's table per hierarchy: a column, the discriminator, says which class a row is of.</summary>
internal sealed class Hierarchy
{
    /// <summary>What EF Core calls the column.</summary>
    public const string Discriminator = "Discriminator";

    private readonly INamedTypeSymbol _root;

    private Hierarchy(INamedTypeSymbol root, IReadOnlyList<INamedTypeSymbol> derived)
    {
        _root = root;
        Derived = derived;
        Classes = [.. new[] { root }.Concat(derived).Where(type => !type.IsAbstract)];
    }

    /// <summary>The classes under the root, abstract ones included.</summary>
    public IReadOnlyList<INamedTypeSymbol> Derived { get; }

    /// <summary>The classes that rows can be of.</summary>
    public IReadOnlyList<INamedTypeSymbol> Classes { get; }

    /// <summary>The hierarchy of a class with a table, or <see langword="null"/> where no other class shares the table.</summary>
    public static Hierarchy? Of(INamedTypeSymbol root) =>
        AssemblyClasses.Of(root.ContainingAssembly).DerivedFrom(root) is { Count: > 0 } derived ? new Hierarchy(root, derived) : null;

    /// <summary>The numbers of the classes that have a property declared in the given class; empty where all have it.</summary>
    public EquatableArray<int> ClassesWith(INamedTypeSymbol declaring)
    {
        var numbers = Classes.Select((type, number) => (type, number))
            .Where(item => item.type.Lineage().Contains(declaring, SymbolEqualityComparer.Default))
            .Select(item => item.number).ToList();
        return numbers.Count == Classes.Count ? EquatableArray<int>.Empty : new(numbers);
    }

    /// <summary>The discriminator's cell: an enumeration of the classes, stored by name.</summary>
    public CellType CellType => new(CellKind.Int32, "string")
    {
        IsEnum = true,
        StoresName = true,
        Members = new(Classes.Select((type, number) => new EnumMember(type.Name, number))),
        MaxLength = Classes.Max(type => type.Name.Length),
    };

    /// <summary>Which class a row is of: at random, as often as the classes' rows say; those that say nothing share the rest.</summary>
    public ValueSpec Value(long rows)
    {
        var shares = Classes.Select(type => SymbolEqualityComparer.Default.Equals(type, _root) ? null
            : type.GetAttributes().Find(AttributeNames.Forge)?.Named("Rows")?.Value as long?).ToList();
        var rest = Math.Max(1, rows - shares.Sum(share => share ?? 0)) / (double)Math.Max(1, shares.Count(share => share is null));
        var weights = shares.All(share => share is null)
            ? EquatableArray<double>.Empty
            : new(shares.Select(share => share ?? rest));
        var numbers = Classes.Select((_, number) => (object)(long)number);
        return new ChoiceValue(new([new ChoiceCase(new(numbers), weights, null)]), null) { Domain = Classes.Count };
    }
}
