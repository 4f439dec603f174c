namespace StellarForge.Engine;

/// <summary>How far a fill is, for people to watch.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Tables">Each table, in the plan's order.</param>
/// <param name="Elapsed">Since the fill began.</param>
/// <param name="Notice">Something worth a line of its own: a connection that was lost, others that are waited for.</param>
public sealed record FillProgress(FillPhase Phase, IReadOnlyList<TableProgress> Tables, TimeSpan Elapsed, string? Notice = null)
{
    /// <summary>Rows that are in the target, or on their way.</summary>
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>All rows there will be, or <see langword="null"/> until those of owned tables are counted.</summary>
    public long? TotalRows => Tables.All(table => table.TotalRows is not null) ? Tables.Sum(table => table.TotalRows) : null;

    /// <summary>Bytes that this process has sent.</summary>
    public long Bytes => Tables.Sum(table => table.Bytes);

    /// <summary>Rows that this process has sent per second.</summary>
    public double RowsPerSecond => Elapsed > TimeSpan.Zero ? Tables.Sum(table => table.Loaded) / Elapsed.TotalSeconds : 0;
}

/// <summary>What a fill is doing.</summary>
public enum FillPhase
{
    /// <summary>Comparing and creating tables.</summary>
    Preparing,

    /// <summary>Loading chunks.</summary>
    Loading,

    /// <summary>Waiting for other processes to load theirs.</summary>
    Waiting,

    /// <summary>Making keys, indexes, foreign keys and statistics.</summary>
    Finishing,

    /// <summary>Everything is there.</summary>
    Done,
}

/// <summary>How far one table is.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Rows that are in the target by earlier runs and this process, or on their way.</param>
/// <param name="TotalRows">All rows there will be, or <see langword="null"/> until those of an owned table are counted.</param>
/// <param name="Bytes">Bytes that this process has sent.</param>
/// <param name="Loaded">Rows that this process has sent.</param>
/// <param name="Loading">The time from the first to the last of them.</param>
public readonly record struct TableProgress(Table Table, long Rows, long? TotalRows, long Bytes, long Loaded, TimeSpan Loading);
