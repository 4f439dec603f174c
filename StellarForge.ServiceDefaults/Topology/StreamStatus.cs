namespace StellarForge.ServiceDefaults;

/// <summary>How a stream is, in this process. Counts are since the process began.</summary>
/// <param name="Name">The stream's name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Error">What went wrong, where it failed or waits.</param>
/// <param name="Notice">What a user should know now, or <see langword="null"/>.</param>
/// <param name="Rate">The events a second that it is to make, on average; 0 where a replay goes as fast as it can.</param>
/// <param name="Pattern">The traffic curve.</param>
/// <param name="Faults">What is done to events on purpose.</param>
/// <param name="Events">Messages that the broker acknowledged.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="EventsPerSecond">How many came in the last seconds.</param>
/// <param name="SpooledEvents">Events that wait on disk for the broker.</param>
/// <param name="SpooledBytes">Their bytes.</param>
/// <param name="Shards">The shards that this process sends.</param>
/// <param name="Processes">The processes that share the stream.</param>
/// <param name="Tables">Each table, in the model's order.</param>
public sealed record StreamStatus(
    string Name, HostState State, string? Error, string? Notice, double Rate, string Pattern, FaultStatus Faults, long Events, long Bytes,
    double EventsPerSecond, long SpooledEvents, long SpooledBytes, int Shards, int Processes, IReadOnlyList<StreamTableStatus> Tables);

/// <summary>What is done to events on purpose: probabilities from 0 to 1.</summary>
/// <param name="Late">Late ones.</param>
/// <param name="Disorder">Those out of order.</param>
/// <param name="Duplicates">Those that come twice.</param>
/// <param name="Bad">Damaged copies.</param>
public sealed record FaultStatus(double Late, double Disorder, double Duplicates, double Bad);

/// <summary>What was sent of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Events">Rows.</param>
/// <param name="Late">Those that were late.</param>
/// <param name="Disorder">Those that were out of order.</param>
/// <param name="Duplicates">Second copies.</param>
/// <param name="Bad">Damaged copies.</param>
public sealed record StreamTableStatus(string Table, string Topic, long Events, long Late, long Disorder, long Duplicates, long Bad);

/// <summary>What is to change of a stream that runs; what is <see langword="null"/> stays.</summary>
/// <param name="Rate">The events a second of all tables and processes together.</param>
/// <param name="Pattern">The traffic curve: <c>flat</c>, <c>diurnal</c>, …</param>
/// <param name="Paused">Whether no events are made.</param>
/// <param name="Faults">What is done to events on purpose.</param>
public sealed record StreamChange(double? Rate = null, string? Pattern = null, bool? Paused = null, FaultChange? Faults = null);

/// <summary>What is to change of what is done to events; what is <see langword="null"/> stays.</summary>
/// <param name="Late">Late ones.</param>
/// <param name="Disorder">Those out of order.</param>
/// <param name="Duplicates">Those that come twice.</param>
/// <param name="Bad">Damaged copies.</param>
public sealed record FaultChange(double? Late = null, double? Disorder = null, double? Duplicates = null, double? Bad = null);

/// <summary>The streams of a process.</summary>
public interface IStreamHosts
{
    /// <summary>Each stream, in the order of configuration.</summary>
    IReadOnlyList<StreamStatus> Statuses { get; }

    /// <summary>Changes a stream; all processes that send it follow.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">What is to change.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The stream as it is to be, or <see langword="null"/> where there is none of that name.</returns>
    /// <exception cref="ArgumentException">A value is not possible; the message says which.</exception>
    /// <exception cref="Engine.FillRefusedException">The stream can't be changed so.</exception>
    Task<StreamStatus?> ChangeAsync(string name, StreamChange change, CancellationToken cancellationToken);
}
