namespace StellarForge.Engine.Streams;

/// <summary>How many events a table of a stream has.</summary>
/// <param name="Table">The table.</param>
/// <param name="Events">The rows, each sent once at least.</param>
/// <param name="Late">Those of the rows that are late.</param>
/// <param name="Disorder">Those that are out of order, but not late.</param>
/// <param name="Duplicates">Those that are sent twice.</param>
/// <param name="Bad">The damaged copies that are sent beside the rows.</param>
public sealed record TableCounts(Table Table, long Events, long Late, long Disorder, long Duplicates, long Bad)
{
    /// <summary>All messages: rows, second copies and damaged ones.</summary>
    public long Messages => Events + Duplicates + Bad;
}

/// <summary>Counts the events of a stream before it is sent: exactly, as each is a function of its row.</summary>
public static class StreamCounts
{
    // Enough rows that a task pays, few enough that a stop is heeded soon.
    private const long RootsPerTask = 1 << 16;

    /// <summary>Counts the events of each table.</summary>
    /// <param name="plan">The stream.</param>
    /// <param name="count">The rows that are sent in all, or <see langword="null"/> for all there are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<TableCounts> Of(StreamPlan plan, long? count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return count is { } limit ? Walk(plan, limit, cancellationToken) : [.. plan.Tables.Select(table => Count(plan, table.Table, cancellationToken))];
    }

    private static TableCounts Count(StreamPlan plan, Table table, CancellationToken cancellationToken)
    {
        var roots = plan.World.RootRows(table.Schema.Root);
        var total = new EventCounts(1);
        Parallel.For(0, (roots + RootsPerTask - 1) / RootsPerTask, new ParallelOptions { CancellationToken = cancellationToken }, part =>
        {
            var counts = new EventCounts(1);
            var draws = new FaultDraws(plan.World.Seed, table.Schema.ClassName);
            var rows = table.Rows(plan.World);
            var fanout = table.Schema.Fanout;
            for (var root = part * RootsPerTask; root < Math.Min(roots, (part + 1) * RootsPerTask); root++)
            {
                var first = root * fanout;
                var after = first + (table.Schema.Owner is null ? 1 : rows.Count(first, first + fanout));
                for (var row = first; row < after; row++)
                {
                    var faults = draws.At(row, plan.Faults);
                    counts.Add(new EventPlace(0, 0, row, EventCopy.Row), faults);
                    if (faults.Duplicate >= 0)
                        counts.Add(new EventPlace(0, 0, row, EventCopy.Duplicate), faults);
                    if (faults.Bad >= 0)
                        counts.Add(new EventPlace(0, 0, row, EventCopy.Bad), faults);
                }
            }

            lock (total)
                total.Add(counts);
        });
        return total.Of(0, table);
    }

    // Where a stream ends before its rows do, only its order tells which events come before the end.
    private static List<TableCounts> Walk(StreamPlan plan, long limit, CancellationToken cancellationToken)
    {
        using var times = EventTimes.Of(plan);
        var counts = new EventCounts(plan.Tables.Count);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            using var events = new ShardEvents(plan, times, shard, EventPlace.None);
            for (var left = ShardLimit(plan, limit, shard); left > 0 && events.HasNext; events.Advance())
            {
                cancellationToken.ThrowIfCancellationRequested();
                counts.Add(events.Current, events.Faults);
                if (events.Current.Copy == EventCopy.Row)
                    left--;
            }
        }

        return [.. plan.Tables.Select((table, index) => counts.Of(index, table.Table))];
    }

    /// <summary>The rows that a shard sends of a number of rows in all.</summary>
    internal static long ShardLimit(StreamPlan plan, long limit, int shard) => (limit / plan.Shards) + (shard < limit % plan.Shards ? 1 : 0);
}
