namespace StellarForge.Sinks;

/// <summary>
/// A format of rows as bytes, for one table: what a column's name and type decide is worked out once here, so that a sink is
/// made per batch at no cost. Immutable, and safe to share between threads.
/// </summary>
/// <param name="schema">The table.</param>
public abstract class RowFormat(TableSchema schema)
{
    /// <summary>The table.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>What comes before the first row; may be empty.</summary>
    public abstract ReadOnlyMemory<byte> Header { get; }

    /// <summary>What comes after the last row; may be empty.</summary>
    public abstract ReadOnlyMemory<byte> Footer { get; }

    /// <summary>Appends the rows with indices from <paramref name="from"/> up to <paramref name="to"/> (exclusive) until the buffer is full.</summary>
    /// <returns>The index to go on from once the buffer is emptied; <paramref name="to"/> when all is written.</returns>
    public abstract long Write(TableRows rows, long from, long to, RowBuffer buffer);
}
