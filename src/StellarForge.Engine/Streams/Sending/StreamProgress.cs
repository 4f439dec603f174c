namespace StellarForge.Engine.Streams;

/// <summary>How far a process is with its share of a stream.</summary>
/// <param name="Tables">What it sent of each table, acknowledged by the broker.</param>
/// <param name="Bytes">The bytes of those messages.</param>
/// <param name="Shards">The shards that it sends at the moment.</param>
/// <param name="Processes">The processes that share the stream.</param>
/// <param name="Elapsed">The time since the start.</param>
/// <param name="Notice">What a user should know now, or <see langword="null"/>.</param>
public sealed record StreamProgress(
    IReadOnlyList<TableCounts> Tables, long Bytes, int Shards, int Processes, TimeSpan Elapsed, string? Notice = null)
{
    /// <summary>The events that wait in the spool; they count as not sent.</summary>
    public long SpooledEvents { get; init; }

    /// <summary>The bytes of those events.</summary>
    public long SpooledBytes { get; init; }

    /// <summary>What holds up sending.</summary>
    public StreamWaiting Waiting { get; init; }

    /// <summary>Of a live stream, the rows of this process's shards that wait for their time; of a replay <see langword="null"/>.</summary>
    public long? WaitingRows { get; init; }

    /// <summary>Whether a live stream makes no rows at the moment; those that wait for their time are sent.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The pace of a live stream, whoever has set it; <see langword="null"/> of a replay, and until it was read.</summary>
    public LivePace? Pace { get; init; }

    /// <summary>All messages.</summary>
    public long Messages => Tables.Sum(table => table.Messages);
}

/// <summary>What holds up a stream.</summary>
public enum StreamWaiting
{
    /// <summary>Nothing but its own rate.</summary>
    Nothing,

    /// <summary>The broker is away, or takes less than there is.</summary>
    Broker,

    /// <summary>The broker is away, and the spool is full.</summary>
    Spool,
}

/// <summary>What a process did.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="IsComplete">Whether all events are sent that the process was to send: its shards, if it was given some; else all, by whomever.</param>
/// <param name="Progress">How far this process got.</param>
public sealed record StreamResult(Guid Stream, bool IsComplete, StreamProgress Progress);
