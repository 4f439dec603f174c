namespace StellarForge.Engine;

/// <summary>A fill: which tables, from which world, in which chunks. Made by <see cref="FillPlanner"/>.</summary>
public sealed record FillPlan
{
    /// <summary>The model.</summary>
    public required Model Model { get; init; }

    /// <summary>The world.</summary>
    public required World World { get; init; }

    /// <summary>The tables to fill, parents before children.</summary>
    public required IReadOnlyList<Table> Tables { get; init; }

    /// <summary>All chunks, in the order of tables.</summary>
    public required IReadOnlyList<Chunk> Chunks { get; init; }

    /// <summary>Each table's identity by qualified name: a hash of schema, rules, seed, row count, corpora and algorithm version.</summary>
    public required IReadOnlyDictionary<string, FillIdentity> Identities { get; init; }
}
