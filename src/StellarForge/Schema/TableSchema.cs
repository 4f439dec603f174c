using System.Collections.Immutable;

namespace StellarForge.Schema;

/// <summary>A table: its columns in declared order, keys and references. Immutable; made by the source generator.</summary>
public sealed record TableSchema
{
    /// <summary>The name in the database.</summary>
    public required string Name { get; init; }

    /// <summary>The database schema, or <see langword="null"/> for the target's default.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// The class's name, containing types included (<c>Shop.Order</c> for a class <c>Order</c> in a class <c>Shop</c>): what random streams are keyed by.
    /// </summary>
    public required string ClassName { get; init; }

    /// <summary>The stored columns, in declared order.</summary>
    public required ImmutableArray<ColumnSchema> Columns { get; init; }

    /// <summary>The ordinals of the primary key's columns; empty for a table without a key.</summary>
    public ImmutableArray<int> Key { get; init; } = [];

    /// <summary>The foreign keys.</summary>
    public ImmutableArray<ReferenceSchema> References { get; init; } = [];

    /// <summary>The secondary indexes, unique columns included.</summary>
    public ImmutableArray<IndexSchema> Indexes { get; init; } = [];

    /// <summary>Rows at scale 1; not used by an owned table.</summary>
    public long Rows { get; init; }

    /// <summary>Whether the scale multiplies <see cref="Rows"/>.</summary>
    public bool IsScalable { get; init; } = true;

    /// <summary>The owner, or <see langword="null"/> for a root table.</summary>
    public OwnerSchema? Owner { get; init; }

    /// <summary>Rules that are not a stored column's, as text to be shown: helper columns, the count of children.</summary>
    public string Rules { get; init; } = "";

    /// <summary>A hash of what <see cref="Rules"/> are about: part of a fill's identity. Empty as in <see cref="ColumnSchema.Fingerprint"/>.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The corpora that the values come from, as <c>locale/template</c>. Their fingerprints are part of a fill's identity.</summary>
    public ImmutableArray<string> Corpora { get; init; } = [];

    /// <summary>
    /// The <see cref="QualifiedName"/>s of the tables that values come from otherwise than by <see cref="References"/> and <see cref="Owner"/>: by a reference
    /// that is not stored, or by totals over owned rows. Their rules and row counts are part of a fill's identity.
    /// </summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>The root owner: this table itself, where nothing owns it.</summary>
    public TableSchema Root => Owner is { } owner ? owner.Table.Root : this;

    /// <summary>The row indices that one row of the root owner takes: the product of the most children of each level. 1 for a root table.</summary>
    public long Fanout => Owner is { } owner ? checked(owner.Table.Fanout * owner.Max) : 1;

    /// <summary>
    /// How long after the time of its root owner's row a row is due at most, in microseconds: by its own <see cref="ColumnSchema.LongestDelay"/>, else by its
    /// owner's. 0 for a root table.
    /// </summary>
    public long LongestDelay => Owner is not { } owner ? 0
        : Columns.FirstOrDefault(column => column.LongestDelay is not null)?.LongestDelay ?? owner.Table.LongestDelay;

    /// <summary>The name with its database schema, as messages and the command line write it.</summary>
    public string QualifiedName => Qualify(Schema, Name);

    /// <inheritdoc/>
    public override string ToString() => QualifiedName;

    internal static string Qualify(string? schema, string name) => schema is null ? name : $"{schema}.{name}";
}

/// <summary>A table's owner.</summary>
/// <param name="Table">The owner.</param>
/// <param name="Min">The fewest rows of an owner.</param>
/// <param name="Max">The most rows of an owner.</param>
public sealed record OwnerSchema(TableSchema Table, int Min, int Max);

/// <summary>A foreign key.</summary>
/// <param name="Name">The constraint's name.</param>
/// <param name="Columns">The ordinals of the referencing columns.</param>
/// <param name="ParentSchema">The parent's database schema, or <see langword="null"/>.</param>
/// <param name="ParentName">The parent's name in the database.</param>
/// <param name="ParentColumns">The database names of the parent's columns.</param>
public sealed record ReferenceSchema(string Name, ImmutableArray<int> Columns, string? ParentSchema, string ParentName, ImmutableArray<string> ParentColumns)
{
    /// <summary>The <see cref="TableSchema.QualifiedName"/> of the parent.</summary>
    public string Parent => TableSchema.Qualify(ParentSchema, ParentName);

    /// <summary>Whether no parent occurs twice under one owner.</summary>
    public bool IsDistinct { get; init; }
}

/// <summary>A secondary index.</summary>
/// <param name="Name">The index's name.</param>
/// <param name="Columns">The ordinals of its columns.</param>
/// <param name="IsUnique">Whether it is unique.</param>
public sealed record IndexSchema(string Name, ImmutableArray<int> Columns, bool IsUnique);
