using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>Which rows a stream has, and when they happen. Within a table times never fall.</summary>
internal abstract class EventTimes : IDisposable
{
    /// <summary>Where events that wait for their time lie; <see langword="null"/> for memory.</summary>
    public virtual ScratchFolder? Waiting => null;

    /// <summary>The world that the rows are of.</summary>
    public abstract World World { get; }

    /// <summary>The longest time between a root row and the last of the rows that it owns, in microseconds.</summary>
    public abstract long LongestDelay { get; }

    /// <summary>The longest time between a row of a shard and the last message that faults make of it, in microseconds.</summary>
    public abstract long LongestFault(int shard);

    /// <summary>How often rows were to be late, doubled or damaged when a root row happened.</summary>
    /// <param name="root">The root table.</param>
    /// <param name="row">The root row.</param>
    /// <param name="shard">Its shard.</param>
    public abstract StreamFaults FaultsAt(TableSchema root, long row, int shard);

    /// <summary>The times of a stream.</summary>
    /// <exception cref="FillRefusedException">A table's rows have no time.</exception>
    public static EventTimes Of(StreamPlan plan) => plan.Live is null ? new ReplayTimes(plan) : new LiveTimes(plan);

    /// <summary>The times of a table's rows in a shard, for one thread.</summary>
    public abstract TableTimes Of(Table table, int shard);

    /// <inheritdoc/>
    public void Dispose() => Waiting?.Dispose();
}

/// <summary>When the rows of one table happen in a shard. For one thread.</summary>
internal abstract class TableTimes
{
    /// <summary>The ordinal of the column that has a row's own time, or −1 where all rows of a root row happen with it.</summary>
    public int TimeColumn { get; protected init; } = -1;

    /// <summary>
    /// Whether that time is when the row is due, later than its root row by up to <see cref="LongestDelay"/> microseconds, rather than its place in the order.
    /// </summary>
    public bool IsDue { get; protected init; }

    /// <summary>The longest time between a root row and a row of this table, in microseconds.</summary>
    public long LongestDelay { get; protected init; }

    /// <summary>The root row at which the table ends.</summary>
    public abstract long End { get; }

    /// <summary>Whether the stream ends with the table, rather than going on with others.</summary>
    public bool EndsStream { get; protected init; }

    /// <summary>The time of the first row that a root row or a later one has; <see cref="long.MaxValue"/> where there is none.</summary>
    public abstract long Of(long root);

    /// <summary>The shard's first root row whose time is not below a bound.</summary>
    public abstract long First(long bound);
}
