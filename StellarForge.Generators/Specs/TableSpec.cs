namespace StellarForge.Generators.Specs;

/// <summary>An annotated class as emission needs it: names, numbers and rules; no symbols.</summary>
internal sealed record TableSpec
{
    /// <summary>The namespace, or empty.</summary>
    public required string Namespace { get; init; }

    /// <summary>The declarations to repeat around the class and of the class itself, outermost first: <c>partial record struct Line</c>.</summary>
    public required EquatableArray<string> Declarations { get; init; }

    /// <summary>The class with containing types, without namespace: <c>Shop.Order</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>The class as code names it: <c>global::Acme.Shop.Order</c>.</summary>
    public required string FullName { get; init; }

    /// <summary>The class's own name.</summary>
    public required string Name { get; init; }

    public required string DatabaseName { get; init; }

    public required string? DatabaseSchema { get; init; }

    public required long Rows { get; init; }

    public required bool Scales { get; init; }

    public OwnerSpec? Owner { get; init; }

    public required EquatableArray<ColumnSpec> Columns { get; init; }

    /// <summary>The properties of the primary key, in order.</summary>
    public required EquatableArray<string> Key { get; init; }

    public required EquatableArray<ReferenceSpec> References { get; init; }

    public required EquatableArray<IndexSpec> Indexes { get; init; }

    /// <summary>Numeric columns that the owner has a total of.</summary>
    public required EquatableArray<string> Summed { get; init; }

    /// <summary>The parameters of a positional record's constructor, by property name; empty for others.</summary>
    public required EquatableArray<string> ConstructorParameters { get; init; }

    /// <summary>Rows of this class that other tables' tables come before: the classes it references, by full name.</summary>
    public required EquatableArray<string> Parents { get; init; }
}

/// <summary>The owner of a table.</summary>
/// <param name="Parent">The owner's class, as code names it.</param>
/// <param name="Min">The fewest rows of an owner.</param>
/// <param name="Max">The most rows of an owner.</param>
/// <param name="Pattern">The member of <c>CountPattern</c>.</param>
/// <param name="CountMethod">The method that computes the count, or <see langword="null"/>.</param>
/// <param name="DistinctParent">The class of a <c>Distinct</c> reference that clips the counts, or <see langword="null"/>.</param>
/// <param name="DistinctIsOwner">Whether that class is the owner's, so that the owner itself is no target.</param>
internal sealed record OwnerSpec(string Parent, int Min, int Max, string Pattern, MethodSpec? CountMethod, string? DistinctParent, bool DistinctIsOwner);

/// <summary>A secondary index.</summary>
internal sealed record IndexSpec(string Name, EquatableArray<string> Properties, bool Unique);

/// <summary>A reference: one draw of a parent's row, shared by one or more columns.</summary>
internal sealed record ReferenceSpec
{
    /// <summary>The row draw is called after this: the role, or the first property.</summary>
    public required string Name { get; init; }

    /// <summary>The parent's class, as code names it.</summary>
    public required string Parent { get; init; }

    /// <summary>Whether nothing owns the parent.</summary>
    public required bool ParentIsRoot { get; init; }

    public required EquatableArray<string> Properties { get; init; }

    /// <summary>The parent's properties, in the order of <see cref="Properties"/>.</summary>
    public required EquatableArray<string> ParentProperties { get; init; }

    public required bool IsOwner { get; init; }

    /// <summary>The values come from elsewhere; only the constraint is declared.</summary>
    public required bool DeclaredOnly { get; init; }

    public required string Skew { get; init; }

    public required bool Distinct { get; init; }

    public required bool ExcludesOwner { get; init; }

    public required bool Earlier { get; init; }

    public required bool Unique { get; init; }

    /// <summary>The reference whose children are drawn from, or <see langword="null"/>.</summary>
    public required string? Within { get; init; }

    /// <summary>The most children of the table drawn from, where <see cref="Within"/> is given.</summary>
    public required int WithinMax { get; init; }

    /// <summary>The probability of null, or <see langword="null"/> where the reference is never null.</summary>
    public required string? NullRate { get; init; }

    public required bool Nullable { get; init; }

    /// <summary>The foreign key that the database gets, or <see langword="null"/> where the referenced columns are no key.</summary>
    public required ForeignKeySpec? ForeignKey { get; init; }
}

/// <summary>A foreign key constraint.</summary>
internal sealed record ForeignKeySpec(string Name, string Parent, EquatableArray<string> ParentColumns);
