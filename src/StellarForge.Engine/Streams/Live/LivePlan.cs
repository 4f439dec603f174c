using System.Collections.Immutable;
using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>What makes a stream live: its root tables go on without end beyond their filled rows, and a row's time follows the clock.</summary>
/// <param name="Pace">How many rows a second there are when it begins.</param>
public sealed record LivePlan(LivePace Pace)
{
    /// <summary>The root tables that go on, in the order of a pace's shares.</summary>
    public static ImmutableArray<TableSchema> Roots(IEnumerable<StreamTable> tables) =>
        [.. tables.Select(table => table.Table.Schema).Where(schema => schema.Owner is null)];

    /// <summary>How far ahead of the clock a process may say that it sends, in microseconds: what a successor has to wait for.</summary>
    internal const long Ahead = TimeSpan.MicrosecondsPerSecond;

    /// <summary>How old a streamed row is at least when others refer to it: older than faults may make it. Default ten seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How late faults may come to make events while the stream runs. Default <see langword="null"/>: as late as those that it begins with.
    /// </summary>
    public StreamFaults? MostFaults { get; init; }

    /// <summary>How many rows may wait for their time, of the stream in all. Default 50 million.</summary>
    public long PendingLimit { get; init; } = 50_000_000;

    /// <summary>The events a second at which so many would wait.</summary>
    internal double? HighestRate { get; init; }

    /// <summary>The folder in which they wait, in a folder of their own. Default the operating system's for temporary files.</summary>
    public string? Folder { get; init; }
}
