namespace StellarForge.ServiceDefaults;

/// <summary>How a pipeline is, in this process. Counts are since the process began.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Target">Its target, without secrets.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Error">What went wrong, where it failed or waits.</param>
/// <param name="Notice">What a user should know now, or <see langword="null"/>.</param>
/// <param name="Events">Messages that are committed: rows, ignored ones, dead letters.</param>
/// <param name="EventsPerSecond">How many came in the last seconds.</param>
/// <param name="Lag">Messages of its partitions that are not committed; <see langword="null"/> until the broker was asked.</param>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="LatencyMilliseconds">From the making of an event to its commit, lately.</param>
/// <param name="Tables">Each table.</param>
public sealed record PipelineStatus(
    string Name, string Target, HostState State, string? Error, string? Notice, long Events, double EventsPerSecond, long? Lag, int Partitions,
    LatencyStatus? LatencyMilliseconds, IReadOnlyList<PipelineTableStatus> Tables)
{
    /// <summary>Whether it failed and is not tried again before a person goes on with it.</summary>
    public bool IsStopped { get; init; }
}

/// <summary>Times that a share of events did not exceed, in milliseconds.</summary>
/// <param name="P50">Half of them.</param>
/// <param name="P95">95 %.</param>
/// <param name="P99">99 %.</param>
public sealed record LatencyStatus(double P50, double P95, double P99);

/// <summary>What became of a table's messages.</summary>
/// <param name="Table">The table.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Written">Rows that were inserted, or replaced one.</param>
/// <param name="Ignored">Those that the mode leaves out.</param>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="Repeated">Events that were sent again, and were there.</param>
/// <param name="Bytes">The bytes of the messages that were read.</param>
public sealed record PipelineTableStatus(string Table, string Topic, long Written, long Ignored, long DeadLetters, long Repeated, long Bytes);

/// <summary>What is to change of a pipeline that runs; what is <see langword="null"/> stays.</summary>
/// <param name="Paused">Whether nothing is written.</param>
/// <param name="HoldSeconds">
/// For how long nothing is written in any case, as while something reads what was; it goes on by itself then, unless it is paused. 0 ends it before.
/// </param>
public sealed record PipelineChange(bool? Paused = null, double? HoldSeconds = null);

/// <summary>The pipelines of a process.</summary>
public interface IPipelineHosts
{
    /// <summary>Each pipeline, in the order of configuration.</summary>
    IReadOnlyList<PipelineStatus> Statuses { get; }

    /// <summary>Pauses a pipeline of this process after the batch in hand, or goes on with it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">What is to change.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The pipeline as it is, or <see langword="null"/> where there is none of that name.</returns>
    /// <exception cref="ArgumentException">A value is not possible; the message says which.</exception>
    Task<PipelineStatus?> ChangeAsync(string name, PipelineChange change, CancellationToken cancellationToken);
}
