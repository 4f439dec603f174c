namespace StellarForge;

/// <summary>How names become database names where no <c>[Table]</c> or <c>[Column]</c> says otherwise.</summary>
public enum Naming
{
    /// <summary><c>UnitPrice</c> becomes <c>unit_price</c>.</summary>
    SnakeCase,

    /// <summary>Names stay as they are in C#, as EF Core leaves them; a table takes the name of its <c>DbSet</c>, or its class's.</summary>
    AsIs,
}
