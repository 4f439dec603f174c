namespace StellarForge;

/// <summary>Makes a partial class, record or struct a table of the model.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ForgeAttribute : Attribute
{
    /// <summary>
    /// Rows at scale 1; at least 1. Default 1,000. Not for an owned table (<see cref="ChildOfAttribute{TParent}"/>). Of a class
    /// that shares its base class's table: about how many of that table's rows are of this class.
    /// </summary>
    public long Rows { get; set; } = 1_000;

    /// <summary>Whether the scale multiplies <see cref="Rows"/>; <see langword="false"/> for reference tables. Default <see langword="true"/>.</summary>
    public bool Scales { get; set; } = true;

    /// <summary>The table's name in the database, as <c>[Table]</c> gives it, which structs cannot have. By default made from the class's.</summary>
    public string? Table { get; set; }

    /// <summary>The table's database schema. By default none.</summary>
    public string? Schema { get; set; }
}
