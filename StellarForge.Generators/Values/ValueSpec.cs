using StellarForge.Generators.Emission;

namespace StellarForge.Generators.Values;

/// <summary>How a cell's value is made. Each kind says how it is read from its attribute, what it needs, and how it is written as code.</summary>
internal abstract record ValueSpec
{
    /// <summary>The properties of the same class that the value is made from.</summary>
    public virtual IEnumerable<string> Columns => [];

    /// <summary>The reference whose row the value is looked up in, or <see langword="null"/>.</summary>
    public virtual string? Reference => null;

    /// <summary>Whether the value itself can be null, apart from any null rate.</summary>
    public virtual bool MayBeNull => false;

    /// <summary>Whether the value is made from others alone, so that a nullable property is not null at random.</summary>
    public virtual bool IsDerived => false;

    /// <summary>Writes the statements that end in the value.</summary>
    public abstract void Write(CellWriter cell);
}
