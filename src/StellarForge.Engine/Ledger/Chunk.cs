using StellarForge.Sinks;

namespace StellarForge.Engine;

/// <summary>A range of a table's rows, loaded in one transaction.</summary>
/// <param name="Table">The table.</param>
/// <param name="Number">0-based, within the table.</param>
/// <param name="From">The first row index of the root owner.</param>
/// <param name="To">The row index after the last.</param>
public sealed record Chunk(Table Table, int Number, long From, long To)
{
    /// <summary>The chunk's rows, to be written once.</summary>
    /// <param name="world">The world.</param>
    public RowSource Rows(World world) => Table.Rows(world).Range(From * Table.Schema.Fanout, To * Table.Schema.Fanout);

    /// <summary>The exact number of rows; an owned table's are counted.</summary>
    /// <param name="world">The world.</param>
    public long Count(World world) =>
        Table.Schema.Owner is null ? To - From : Table.Rows(world).Count(From * Table.Schema.Fanout, To * Table.Schema.Fanout);
}
