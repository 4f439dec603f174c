using StellarForge.Schema;

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

    /// <summary>By each table's qualified name, the rows of its root owner that a chunk covers.</summary>
    public required IReadOnlyDictionary<string, long> ChunkSizes { get; init; }

    /// <summary>Each table's identity by qualified name: a hash of schema, rules, seed, row count, corpora and algorithm version.</summary>
    public required IReadOnlyDictionary<string, FillIdentity> Identities { get; init; }

    /// <summary>Those of the model's tables that events go into as well. As topics arrive in any order, they get no foreign keys to one another.</summary>
    public IReadOnlyCollection<Table> Streamed { get; init; } = [];

    /// <summary>Whether a table gets its foreign keys to another.</summary>
    public bool Connects(TableSchema table, TableSchema parent) =>
        !Streamed.Any(other => other.Schema.QualifiedName == table.QualifiedName) || !Streamed.Any(other => other.Schema.QualifiedName == parent.QualifiedName);

    /// <summary>Whether to start anew may delete rows that no fill wrote. Default <see langword="false"/>.</summary>
    public bool IsForced { get; init; }

    /// <summary>The chunks of a table, made as they are asked for.</summary>
    /// <param name="table">One of the fill's tables.</param>
    public IEnumerable<Chunk> Chunks(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return FillPlanner.Cut(table, 0, World.RootRows(table.Schema.Root), ChunkSizes[table.Schema.QualifiedName]);
    }
}
