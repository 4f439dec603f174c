using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>How often rows of a root table are to come: so many a second, or by a weight among the tables that share what is left.</summary>
/// <param name="Value">The rows a second, or the weight.</param>
/// <param name="IsPerSecond">Whether it is a rate.</param>
public readonly record struct TableRate(double Value, bool IsPerSecond);

/// <summary>Plans a live stream, and refuses before the first row what can't be sent.</summary>
public static class LivePlanner
{
    /// <summary>The events a second where no rate is given.</summary>
    public const double DefaultRate = 100;

    // The latest filled rows tell how many rows a root row owns.
    private const long Samples = 2_000;

    /// <summary>Makes a stream live.</summary>
    /// <param name="plan">The stream.</param>
    /// <param name="live">Pattern, schedule and limits; its rate and shares are worked out here.</param>
    /// <param name="rate">The events a second of all tables together. Default: what the tables' own rates come to, or <see cref="DefaultRate"/>.</param>
    /// <param name="rates">By qualified name, how often rows of single root tables come. Default: by their number of filled rows.</param>
    /// <exception cref="FillRefusedException">
    /// The tables can't be streamed without others, rates contradict each other, or too many rows would wait.
    /// </exception>
    public static StreamPlan Plan(StreamPlan plan, LivePlan live, double? rate, IReadOnlyDictionary<string, TableRate> rates)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(rates);
        CheckTables(plan);
        var roots = LivePlan.Roots(plan.Tables);
        var events = roots.Select(root => EventsOf(plan, root)).ToList();
        var rows = Rows(plan, rate, rates, events);
        var total = rows.Zip(events, (perSecond, each) => perSecond * each).Sum();
        live = live with
        {
            Pace = live.Pace with { Rate = total, Shares = [.. rows.Select(perSecond => perSecond / total)], Faults = plan.Faults },

            // A row that is referred to was sent before, late ones as well.
            Grace = live.Grace + TimeSpan.FromMicroseconds(Math.Max(plan.Faults.LongestLateness, live.MostFaults?.LongestLateness ?? 0)),
        };
        return plan with { Live = live with { HighestRate = HighestRate(plan, live) } };
    }

    /// <summary>
    /// The tables that a live stream sends where none are named: those that the scale makes larger. Tables of a fixed size are reference data, and
    /// filled; they are sent where there are no others.
    /// </summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<Table> DefaultTables(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var growing = model.Tables.Where(table => table.Schema.Root.IsScalable).ToList();
        return growing.Count > 0 ? growing : [.. model.Tables];
    }

    private static void CheckTables(StreamPlan plan)
    {
        var streamed = plan.Tables.Select(table => table.Table.Schema.QualifiedName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var schema in plan.Tables.Select(table => table.Table.Schema))
        {
            if (schema.Owner is { } owner && !streamed.Contains(owner.Table.QualifiedName))
            {
                throw new FillRefusedException(
                    $"Rows of {schema} come with those of {owner.Table}, which own them: stream that table too (--tables {owner.Table},{schema}).");
            }
        }
    }

    // How many events a root row makes, with all that it owns.
    private static double EventsOf(StreamPlan plan, TableSchema root)
    {
        var end = plan.World.RootRows(root);
        var first = Math.Max(0, end - Samples);
        return plan.Tables.Where(table => table.Table.Schema.Root == root).Sum(table =>
        {
            var fanout = table.Table.Schema.Fanout;
            return table.Table.Rows(plan.World).Count(first * fanout, end * fanout) / (double)(end - first);
        });
    }

    private static double[] Rows(StreamPlan plan, double? rate, IReadOnlyDictionary<string, TableRate> rates, List<double> events)
    {
        var roots = LivePlan.Roots(plan.Tables);
        var rows = new double[roots.Length];
        var weights = new double[roots.Length];
        for (var index = 0; index < rows.Length; index++)
        {
            var given = rates.TryGetValue(roots[index].QualifiedName, out var own) ? own : new TableRate(plan.World.RootRows(roots[index]), false);
            (given.IsPerSecond ? rows : weights)[index] = given.Value;
        }

        var fixedEvents = rows.Zip(events, (perSecond, each) => perSecond * each).Sum();
        var weight = weights.Zip(events, (one, each) => one * each).Sum();
        if (rate is { } wanted && (weight == 0 || wanted < fixedEvents))
        {
            throw new FillRefusedException(FormattableString.Invariant(
                $"The rates of single tables come to {fixedEvents:0.#} events a second with the rows that theirs own, and --rate says {wanted:0.#}. ")
                + (weight == 0 ? "Leave --rate out, or give weights without /s." : "Give a higher --rate."));
        }

        var left = (rate ?? (fixedEvents + DefaultRate)) - fixedEvents;
        for (var index = 0; index < rows.Length; index++)
            rows[index] += weights[index] > 0 ? left * weights[index] / weight : 0;
        return rows;
    }

    // At which no more rows wait for their time than may.
    private static double HighestRate(StreamPlan plan, LivePlan live)
    {
        var roots = LivePlan.Roots(plan.Tables);
        var waiting = plan.Tables.Select(table => table.Table).Where(table => table.Schema.Columns.Any(column => column.LongestDelay is not null))
            .Sum(table =>
            {
                var each = EventsOf(plan with { Tables = [new StreamTable(table, "", 1)] }, table.Schema.Root);
                var seconds = table.Schema.Columns.Max(column => column.LongestDelay)!.Value / 1e6;
                return each * live.Pace.Shares[roots.IndexOf(table.Schema.Root)] * seconds;
            });
        var highest = live.Pace.HighestRate;
        return waiting * highest <= live.PendingLimit ? Math.Min(double.MaxValue, live.PendingLimit / waiting) : throw new FillRefusedException(
            FormattableString.Invariant(
                $"At {highest:0.#} events a second up to {waiting * highest:N0} rows would wait for their time, ")
            + FormattableString.Invariant($"and --pending-limit allows {live.PendingLimit:N0}. ")
            + "Take a lower rate, leave tables out whose rows come late ([After]), or raise the limit: each takes 32 bytes of disk.");
    }
}
