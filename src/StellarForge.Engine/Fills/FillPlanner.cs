using System.Globalization;
using StellarForge.Schema;

namespace StellarForge.Engine;

/// <summary>Cuts tables into chunks, and refuses before the first row what can't be made.</summary>
public static class FillPlanner
{
    /// <summary>Rows of a chunk: some megabytes, which a store commits in about a second; little is lost when a worker dies.</summary>
    public const long DefaultChunkRows = 200_000;

    // Owners of evenly spread samples that tell how many rows an owner has.
    private const int Samples = 64;
    private const int SampleOwners = 256;

    // Enough owners for a task to be worth its start.
    private const long OwnersPerTask = 1 << 15;

    /// <summary>Plans a fill.</summary>
    /// <param name="model">The model.</param>
    /// <param name="world">Seed, scale and row counts.</param>
    /// <param name="tables">The tables to fill, in any order. Default: all.</param>
    /// <param name="chunkRows">About how many rows a chunk has; at least 1.</param>
    /// <exception cref="FillRefusedException">The model can't make the rows; the message says which table, column and number.</exception>
    public static FillPlan Plan(Model model, World world, IEnumerable<Table>? tables = null, long chunkRows = DefaultChunkRows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkRows, 1);
        var wanted = (tables ?? model.Tables).ToHashSet();
        IReadOnlyList<Table> chosen = [.. model.Tables.Where(wanted.Contains)];
        Check(model, world, chosen);
        return new FillPlan
        {
            Model = model,
            World = world,
            Tables = chosen,
            ChunkSizes = chosen.ToDictionary(table => table.Schema.QualifiedName, table => ChunkSize(table, world, chunkRows)),
            Identities = chosen.ToDictionary(table => table.Schema.QualifiedName, table => FillIdentity.Of(model, table, world)),
        };
    }

    /// <summary>The exact number of rows. An owned table's is the sum of the counts of all owners, worked out on all cores.</summary>
    /// <param name="table">The table.</param>
    /// <param name="world">The world.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    public static long CountRows(Table table, World world, CancellationToken cancellationToken = default)
    {
        if (table.Schema.Owner is null)
            return world.RootRows(table.Schema);

        var end = world.EndRow(table.Schema);

        // Where owners have very many children each, a task may be as long as the table.
        var step = table.Schema.Fanout > long.MaxValue / OwnersPerTask ? long.MaxValue : OwnersPerTask * table.Schema.Fanout;
        var total = 0L;
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(
            0, end / step + 1, parallel, () => table.Rows(world),
            (task, _, rows) =>
            {
                Interlocked.Add(ref total, rows.Count(task * step, task * step + Math.Min(step, end - task * step)));
                return rows;
            },
            _ => { });
        return total;
    }

    /// <summary>Cuts a table into chunks of about so many rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="world">The world.</param>
    /// <param name="chunkRows">Rows of a chunk.</param>
    internal static IEnumerable<Chunk> Cut(Table table, World world, long chunkRows) =>
        Cut(table, 0, world.RootRows(table.Schema.Root), ChunkSize(table, world, chunkRows));

    /// <summary>Cuts a range of rows of a table's root owner into chunks. It begins where a chunk begins.</summary>
    internal static IEnumerable<Chunk> Cut(Table table, long from, long to, long size)
    {
        for (; from < to; from += Math.Min(size, to - from))
            yield return new Chunk(table, checked((int)(from / size)), from, from + Math.Min(size, to - from));
    }

    private static long ChunkSize(Table table, World world, long chunkRows) =>
        Math.Max(1, (long)(chunkRows / RowsPerRoot(table, world, world.RootRows(table.Schema.Root))));

    private static double RowsPerRoot(Table table, World world, long owners)
    {
        if (table.Schema.Owner is null)
            return 1;

        var rows = table.Rows(world);
        var (counted, seen) = (0L, 0L);
        var spacing = Math.Max(SampleOwners, owners / Samples);
        for (var from = 0L; from < owners; from += spacing)
        {
            var to = Math.Min(owners, from + SampleOwners);
            counted += rows.Count(from * table.Schema.Fanout, to * table.Schema.Fanout);
            seen += to - from;
        }

        return Math.Max((double)counted / seen, 1e-6);
    }

    private static void Check(Model model, World world, IReadOnlyList<Table> tables)
    {
        foreach (var name in world.Rows.Keys)
        {
            if (model.Find(name)?.Schema is { Owner: { } owner } owned)
                throw new FillRefusedException($"Table {owned} is owned by {owner.Table}, which decides how many rows it has. Give the rows of {owned.Root}.");
        }

        foreach (var table in tables)
        {
            foreach (var source in model.SourcesOf(table.Schema))
                CheckRows(world, source);
            Check(model, world, table.Schema);
        }
    }

    private static void CheckRows(World world, TableSchema table)
    {
        try
        {
            world.EndRow(table);
        }
        catch (OverflowException)
        {
            var isGiven = world.Rows.TryGetValue(table.Root.QualifiedName, out var given);
            var rows = isGiven ? Text($"{given}") : Text($"{Math.Round(table.Root.Rows * (table.Root.IsScalable ? world.Scale : 1)):R}");
            var advice = isGiven ? $"Give fewer rows of {table.Root}" : "Lower the scale";
            throw new FillRefusedException(
                Text($"Table {table} would have more row indices than 64 bits count: ")
                + (table.Owner is null
                    ? Text($"{rows} rows. {advice}.")
                    : Text($"{rows} rows of {table.Root}, each with up to {Fanout(table)} of {table}. {advice}, or the most children in [ChildOf].")));
        }
    }

    private static void Check(Model model, World world, TableSchema table)
    {
        var end = world.EndRow(table);
        foreach (var column in table.Columns)
        {
            if (end > column.Capacity)
            {
                var rule = column.Rule.Length > 0 ? $", {column.Rule}" : "";
                throw new FillRefusedException(
                    Text($"Column {table}.{column.Name} ({column.Type}{rule}) has values for {column.Capacity} row indices, ")
                    + Text($"but the table has {end}. {Advice(column)}"));
            }
        }

        foreach (var reference in table.References)
        {
            if (reference.IsDistinct
                && table.Owner is { } owner
                && model.Find(reference.Parent) is { } parent
                && Targets(parent.Schema, owner, world) is var targets
                && owner.Min > targets)
            {
                throw new FillRefusedException(
                    Text($"Each row of {owner.Table} has at least {owner.Min} of {table}, each with another row of {parent}, ")
                    + Text($"but only {targets} can be referenced. Give {parent} more rows, or [ChildOf] a lower minimum."));
            }
        }
    }

    // A row is not paired with itself.
    private static long Targets(TableSchema parent, OwnerSchema owner, World world) =>
        parent.Owner is not null ? long.MaxValue
        : world.RootRows(parent) - (parent == owner.Table ? 1 : 0);

    private static string Advice(ColumnSchema column) =>
        column.IsUnique && !column.IsSequence ? "Widen what its values are drawn from, or lower the scale." : "Take a wider type, or lower the scale.";

    private static double Fanout(TableSchema table) => table.Owner is { } owner ? Fanout(owner.Table) * owner.Max : 1;

    private static string Text(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);
}
