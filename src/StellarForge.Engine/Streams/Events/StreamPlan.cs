using StellarForge.Formats;

namespace StellarForge.Engine.Streams;

/// <summary>Which rows a stream sends where. With the stream's record it decides every event; who sends them, and how fast, does not.</summary>
/// <param name="Model">The model.</param>
/// <param name="World">Seed, scale and row counts.</param>
/// <param name="Tables">The tables that are sent, in the model's order.</param>
/// <param name="Format">The messages' format.</param>
/// <param name="Faults">What happens to events on their way.</param>
/// <param name="Shards">The parts that processes share the stream by: root row r is of shard r modulo their number.</param>
public sealed record StreamPlan(Model Model, World World, IReadOnlyList<StreamTable> Tables, MessageFormat Format, StreamFaults Faults, int Shards)
{
    /// <summary>The number of shards where nothing else is said.</summary>
    public const int DefaultShards = 8;

    /// <summary>What makes it live, or <see langword="null"/> for a replay of a fill's rows.</summary>
    public LivePlan? Live { get; init; }

    /// <summary>The topic of all events, where they have one.</summary>
    internal string? SingleTopic => Tables is [var table] ? table.Topic : null;
}

/// <summary>A table of a stream.</summary>
/// <param name="Table">The table.</param>
/// <param name="Topic">Where its rows go.</param>
/// <param name="Partitions">The topic's partitions; a row's is a function of its key.</param>
public sealed record StreamTable(Table Table, string Topic, int Partitions);
