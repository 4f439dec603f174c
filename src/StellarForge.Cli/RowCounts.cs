namespace StellarForge.Cli;

/// <summary>Counts the rows of tables in a world.</summary>
internal static class RowCounts
{
    // Enough owners for a task to be worth its start.
    private const long OwnersPerTask = 1 << 15;

    /// <summary>The exact number of rows. An owned table's is the sum of the counts of all owners, worked out on all cores.</summary>
    public static long Count(Table table, World world)
    {
        var schema = table.Schema;
        if (schema.Owner is null)
            return world.RootRows(schema);

        var end = world.EndRow(schema);
        var step = checked(OwnersPerTask * schema.Fanout);
        var total = 0L;
        Parallel.For(0, (end + step - 1) / step, () => table.Rows(world),
            (task, _, rows) =>
            {
                Interlocked.Add(ref total, rows.Count(task * step, Math.Min(end, (task + 1) * step)));
                return rows;
            },
            _ => { });
        return total;
    }
}
