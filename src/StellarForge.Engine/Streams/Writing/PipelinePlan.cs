using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>What becomes of an event whose key the table has already.</summary>
public enum WriteMode
{
    /// <summary>It is refused: a dead letter. A table without a key takes everything.</summary>
    Append,

    /// <summary>It replaces the row: of one key, the last in the source's order stays.</summary>
    Upsert,

    /// <summary>It is left out, and counted: the first in the source's order stays.</summary>
    Ignore,
}

/// <summary>One writer group into one target: which topics go into which tables.</summary>
/// <param name="Name">The pipeline's name: its processes share its partitions, and its positions in the target's ledger.</param>
/// <param name="Source">What the ledger calls the broker: its address without secrets. Another source has positions of its own.</param>
/// <param name="Tables">The tables.</param>
public sealed record PipelinePlan(string Name, string Source, IReadOnlyList<PipelineTable> Tables);

/// <summary>A topic, and the table that its events go into.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partitions">The number of its partitions.</param>
/// <param name="Schema">The table as it is stored, columns of metadata included.</param>
/// <param name="Mode">What becomes of keys that are there.</param>
public sealed record PipelineTable(string Topic, int Partitions, TableSchema Schema, WriteMode Mode = WriteMode.Append)
{
    /// <summary>The ordinal of a column whose older values never overwrite newer ones (<see cref="WriteMode.Upsert"/>), or <see langword="null"/>.</summary>
    public int? Version { get; init; }
}
