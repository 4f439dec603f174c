using StellarForge.Generators.Draws;

namespace StellarForge.Generators.Specs;

/// <summary>An annotated class as emission needs it: names, numbers and rules; no symbols.</summary>
internal sealed record TableSpec
{
    /// <summary>The namespace, or empty.</summary>
    public required string Namespace { get; init; }

    /// <summary>The classes around the class and the class itself, outermost first.</summary>
    public required EquatableArray<DeclarationSpec> Declarations { get; init; }

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

    /// <summary>How its rows are made as objects: of one class, or of each class of a hierarchy.</summary>
    public required EquatableArray<ObjectSpec> Objects { get; init; }

    /// <summary>The database names of tables that values come from without a foreign key.</summary>
    public required EquatableArray<string> DependsOn { get; init; }

    /// <summary>Rows of this class that other tables' tables come before: the classes it references, by full name.</summary>
    public required EquatableArray<string> Parents { get; init; }

    /// <summary>The classes that it has totals of, by full name.</summary>
    public required EquatableArray<string> Children { get; init; }
}

/// <summary>How a class is declared.</summary>
internal sealed record DeclarationSpec(string Name, TypeForm Form, bool IsStatic, bool IsRecord);

/// <summary>What a declared type is.</summary>
internal enum TypeForm
{
    Class,
    Struct,
    Interface,
}

/// <summary>The owner of a table.</summary>
/// <param name="Parent">The owner's class, as code names it.</param>
/// <param name="Min">The fewest rows of an owner.</param>
/// <param name="Max">The most rows of an owner.</param>
/// <param name="Pattern">The member of <c>CountPattern</c>.</param>
/// <param name="CountMethod">The method that computes the count, or <see langword="null"/>.</param>
/// <param name="Targets">The classes that <c>Distinct</c> references draw from: their row counts clip the counts of children.</param>
internal sealed record OwnerSpec(string Parent, int Min, int Max, string Pattern, MethodSpec? CountMethod, EquatableArray<DistinctTarget> Targets);

/// <summary>What a <c>Distinct</c> reference draws from.</summary>
/// <param name="Parent">The class.</param>
/// <param name="IsOwner">Whether it is the owner's, so that the owner itself is no target.</param>
internal sealed record DistinctTarget(string Parent, bool IsOwner);

/// <summary>A secondary index.</summary>
internal sealed record IndexSpec(string Name, EquatableArray<string> Properties, bool Unique);

/// <summary>A reference: one draw of a parent's row, shared by one or more columns.</summary>
internal sealed record ReferenceSpec
{
    /// <summary>The row draw is called after this: the role, or the first property.</summary>
    public required string Name { get; init; }

    /// <summary>The parent's class, as code names it.</summary>
    public required string Parent { get; init; }

    public required EquatableArray<string> Properties { get; init; }

    /// <summary>The parent's properties, in the order of <see cref="Properties"/>.</summary>
    public required EquatableArray<string> ParentProperties { get; init; }

    /// <summary>How the row is picked.</summary>
    public required DrawSpec Draw { get; init; }

    /// <summary>The values come from elsewhere; only the constraint is declared.</summary>
    public required bool DeclaredOnly { get; init; }

    /// <summary>The probability of null, or <see langword="null"/> where the reference is never null.</summary>
    public required double? NullRate { get; init; }

    public required bool Nullable { get; init; }

    /// <summary>The foreign key that the database gets, or <see langword="null"/> where the referenced columns are no key.</summary>
    public required ForeignKeySpec? ForeignKey { get; init; }
}

/// <summary>A foreign key constraint. Its properties are the reference's, and where these are not the whole key, those of the one that it is within.</summary>
internal sealed record ForeignKeySpec(
    string Name, EquatableArray<string> Properties, string? ParentSchema, string ParentName, EquatableArray<string> ParentColumns);
