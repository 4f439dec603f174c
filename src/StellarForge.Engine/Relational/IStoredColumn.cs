namespace StellarForge.Engine.Relational;

/// <summary>A column of a table that is there, or of one as the model would have it: what a target compares before it fills.</summary>
/// <typeparam name="TSelf">The target's own kind of column; its text is what a user is shown.</typeparam>
public interface IStoredColumn<in TSelf>
    where TSelf : IStoredColumn<TSelf>
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Whether it takes null.</summary>
    bool IsNullable { get; }

    /// <summary>Whether the database gives it a value where a row has none.</summary>
    bool HasDefault { get; }

    /// <summary>Whether every value of the other column's type goes into this column, and comes back, unchanged.</summary>
    bool CanHold(TSelf other);
}
