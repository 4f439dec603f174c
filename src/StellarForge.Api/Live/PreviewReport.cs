using StellarForge.Sinks;

namespace StellarForge.Api.Live;

/// <summary>A few rows of a table, as text.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">The rows; a null is <see langword="null"/>.</param>
/// <param name="Next">The row index to go on from, or <see langword="null"/> after the last row.</param>
internal sealed record PreviewReport(
    string Table, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long? Next)
{
    /// <summary>Makes the rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="world">The world.</param>
    /// <param name="from">The row index to start at.</param>
    /// <param name="count">How many rows; fewer, when the table ends before.</param>
    /// <param name="cancellationToken">Stops the search for rows.</param>
    public static PreviewReport Make(Table table, World world, long from, int count, CancellationToken cancellationToken)
    {
        var sink = new CaptureSink(table.Schema);
        var rows = table.Rows(world);
        var end = world.EndRow(table.Schema);
        var index = from;

        // The row indices of an owned table have gaps.
        for (; index < end && sink.Rows.Count < count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Range(index, index + 1).WriteTo(ref sink);
        }

        return new(
            table.Schema.QualifiedName, [.. table.Schema.Columns.Select(column => column.Name)], [.. sink.Rows.Select(row => row.Values)],
            index < end ? index : null);
    }
}
