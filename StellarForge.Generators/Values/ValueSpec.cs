using StellarForge.Generators.Emission;

namespace StellarForge.Generators.Values;

/// <summary>How a cell's value is made. Each kind says how it is read from its attribute, what it needs, and how it is written as code.</summary>
internal abstract record ValueSpec
{
    /// <summary>The properties of the same class that the value is made from.</summary>
    public virtual IEnumerable<string> Columns => [];

    /// <summary>The reference whose row the value is looked up in, or <see langword="null"/>.</summary>
    public virtual string? Reference => null;

    /// <summary>The cells of other tables that the value is made from.</summary>
    public virtual IEnumerable<ForeignCell> ForeignCells => [];

    /// <summary>The table that the value is a total over, or <see langword="null"/>.</summary>
    public virtual ChildTable? Child => null;

    /// <summary>The corpus that the value is drawn from as <c>locale/template</c>, or <see langword="null"/>.</summary>
    public virtual string? Corpus => null;

    /// <summary>Whether the value counts up with the row, as a database's own sequence does.</summary>
    public virtual bool IsSequence => false;

    /// <summary>Whether the values are times that rise with the row index.</summary>
    public virtual bool IsTimeline => false;

    /// <summary>Whether all rows that refer to the same row have the same value.</summary>
    public virtual bool IsOfReferencedRow => false;

    /// <summary>Whether the value is made from others alone, so that a nullable property is not null at random.</summary>
    public virtual bool IsDerived => false;

    /// <summary>Whether the value comes from random numbers alone, so that a list can hold several.</summary>
    public virtual bool IsDrawn => false;

    /// <summary>Whether text is a part of memory that outlives the row, rather than put together in the buffer that the next text takes.</summary>
    public virtual bool IsSlice => false;

    /// <summary>The number of different values where it is known, so that a unique column can be refused for a larger table.</summary>
    public long? Domain { get; init; }

    /// <summary>Whether the values of different rows can be made different.</summary>
    public virtual bool CanBeUnique => true;

    /// <summary>How many rows have a value, whether it is unique or not.</summary>
    public virtual long Capacity(Specs.CellType type) => long.MaxValue;

    /// <summary>The statements that end in the value.</summary>
    public abstract SourceCode Code(CellWriter cell);
}

/// <summary>A cell of another table.</summary>
/// <param name="Table">The class, as code names it.</param>
/// <param name="Property">The property, or <see langword="null"/> for the number of rows of an owner.</param>
internal sealed record ForeignCell(string Table, string? Property);

/// <summary>A table that values are totals over.</summary>
/// <param name="FullName">The class, as code names it.</param>
/// <param name="QualifiedName">The name in the database.</param>
internal sealed record ChildTable(string FullName, string QualifiedName);
