namespace StellarForge.Engine;

/// <summary>A range of a table's rows, loaded in one transaction.</summary>
/// <param name="Table">The table.</param>
/// <param name="Number">0-based, within the table.</param>
/// <param name="From">The first row index of the root owner.</param>
/// <param name="To">The row index after the last.</param>
public sealed record Chunk(Table Table, int Number, long From, long To)
{
    /// <summary>The table's own (sparse) row indices.</summary>
    public (long From, long To) Rows => (From * Table.Schema.Fanout, To * Table.Schema.Fanout);

    /// <summary>The exact number of rows; an owned table's are counted.</summary>
    /// <param name="world">The world.</param>
    public long Count(World world) => Table.Schema.Owner is null ? To - From : Table.Rows(world).Count(Rows.From, Rows.To);
}
