namespace StellarForge.Engine.Streams;

/// <summary>How far a pipeline is, for people to watch.</summary>
/// <param name="Pipeline">What messages call it: its name and target.</param>
/// <param name="Tables">Each table, in the plan's order: totals since the pipeline began.</param>
/// <param name="Elapsed">Since it began.</param>
/// <param name="Lag">How many messages of its partitions it has not committed; <see langword="null"/> until the broker was asked.</param>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="Latency">From the making of an event to its commit, since the report before; of the last one, since the beginning.</param>
/// <param name="Notice">Something worth a line of its own: a connection that was lost, a partition that was.</param>
public sealed record PipelineProgress(
    string Pipeline, IReadOnlyList<PipelineTableProgress> Tables, TimeSpan Elapsed, long? Lag, int Partitions, LatencyPercentiles? Latency,
    string? Notice = null)
{
    /// <summary>Whether the broker or the target is away, and is tried again. Default <see langword="false"/>.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Messages that are committed: rows, ignored ones, dead letters.</summary>
    public long Events => Tables.Sum(table => table.Written + table.Ignored + table.DeadLetters);
}

/// <summary>What became of a table's messages.</summary>
/// <param name="Table">The table.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Written">Rows that were inserted, or replaced one.</param>
/// <param name="Ignored">Those that the mode leaves out.</param>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="Repeated">Events that were sent again, and were there: read once more after a crash, or a resend.</param>
/// <param name="Bytes">The bytes of the messages that were read.</param>
public sealed record PipelineTableProgress(string Table, string Topic, long Written, long Ignored, long DeadLetters, long Repeated, long Bytes);

/// <summary>Times that a share of events did not exceed.</summary>
/// <param name="P50">Half of them.</param>
/// <param name="P95">95 %.</param>
/// <param name="P99">99 %.</param>
public sealed record LatencyPercentiles(TimeSpan P50, TimeSpan P95, TimeSpan P99);
