namespace StellarForge;

/// <summary>Makes a partial class, record or struct a table of the model.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ForgeAttribute : Attribute
{
    /// <summary>Rows at scale 1; at least 1. Default 1,000. Not for an owned table (<see cref="ChildOfAttribute{TParent}"/>). Of a class that shares its base class's table: about how many of that table's rows are of this class.</summary>
    public long Rows { get; set; } = 1_000;

    /// <summary>Whether the scale multiplies <see cref="Rows"/>; <see langword="false"/> for reference tables. Default <see langword="true"/>.</summary>
    public bool Scales { get; set; } = true;

    /// <summary>The table's name in the database, as <c>[Table]</c> gives it, which structs cannot have. By default made from the class's.</summary>
    public string? Table { get; set; }

    /// <summary>The table's database schema. By default none.</summary>
    public string? Schema { get; set; }
}

/// <summary>Rows of this table are owned by rows of <typeparamref name="TParent"/>, which has between <c>min</c> and <c>max</c> of them each.</summary>
/// <typeparam name="TParent">The owner: a class with <see cref="ForgeAttribute"/>.</typeparam>
/// <param name="min">The fewest rows of an owner; 0 or more.</param>
/// <param name="max">The most rows of an owner; at least <paramref name="min"/> and 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ChildOfAttribute<TParent>(int min, int max) : Attribute
{
    /// <summary>The fewest rows of an owner.</summary>
    public int Min { get; } = min;

    /// <summary>The most rows of an owner.</summary>
    public int Max { get; } = max;

    /// <summary>How the count spreads between <see cref="Min"/> and <see cref="Max"/>. Default uniform.</summary>
    public CountPattern Pattern { get; set; }

    /// <summary>
    /// A static method of this class that returns the count (<see cref="int"/>) from the owner's columns, which its parameters are
    /// named after; also <see cref="RowRandom"/> and <c>long row</c> (the owner's row). The result is clipped to <see cref="Min"/> and <see cref="Max"/>.
    /// </summary>
    public string? Count { get; set; }
}

/// <summary>How the number of children of an owner is spread.</summary>
public enum CountPattern
{
    /// <summary>Every count between the bounds is equally likely.</summary>
    Uniform,

    /// <summary>Small counts are likely: the probability halves with each further row.</summary>
    Geometric,

    /// <summary>A long tail: few owners have very many (zipf law, exponent 1).</summary>
    Zipf,
}

/// <summary>How names become database names where no <c>[Table]</c> or <c>[Column]</c> says otherwise.</summary>
public enum Naming
{
    /// <summary><c>UnitPrice</c> becomes <c>unit_price</c>.</summary>
    SnakeCase,

    /// <summary>Names stay as they are in C#, as EF Core leaves them; a table takes the name of its <c>DbSet</c>, or its class's.</summary>
    AsIs,
}

/// <summary>Sets the naming of every table of an assembly.</summary>
/// <param name="naming">The naming.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ForgeNamingAttribute(Naming naming) : Attribute
{
    /// <summary>The naming.</summary>
    public Naming Naming { get; } = naming;
}
