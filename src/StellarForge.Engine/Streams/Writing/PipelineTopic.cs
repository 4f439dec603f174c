using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>What a pipeline is to read, and where it goes.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Schema">The table, as messages have its rows.</param>
/// <param name="Mode">What becomes of keys that are there.</param>
public sealed record PipelineTopic(string Topic, TableSchema Schema, WriteMode Mode = WriteMode.Append)
{
    /// <summary>The ordinal of a column whose older values never overwrite newer ones (<see cref="WriteMode.Upsert"/>), or <see langword="null"/>.</summary>
    public int? Version { get; init; }
}
