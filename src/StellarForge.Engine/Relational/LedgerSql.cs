namespace StellarForge.Engine.Relational;

/// <summary>What a ledger says to its database: where the databases differ, then what they have in common. Parameters are <c>@p0</c>, <c>@p1</c>, …</summary>
public sealed record LedgerSql
{
    /// <summary>The table that has a row for each table: <c>table_name</c>, <c>identity_hash</c>, <c>parts</c> (JSON), <c>finished_at</c>.</summary>
    public required string Tables { get; init; }

    /// <summary>The table that has a row for each chunk: <c>table_name</c>, <c>number</c>, <c>from_row</c>, <c>to_row</c>, <c>done_at</c>.</summary>
    public required string Chunks { get; init; }

    /// <summary>The table of foreign keys that are away while tables are loaded: <c>table_name</c>, <c>parent_name</c>, <c>name</c>, <c>definition</c>.</summary>
    public string ForeignKeys { get; init; } = "";

    /// <summary>Waits for the target's lock, which the connection holds until it is closed; <see langword="null"/> where a transaction is lock enough.</summary>
    public string? Lock { get; init; }

    /// <summary>Asks whether the ledger is there.</summary>
    public required string Exists { get; init; }

    /// <summary>Makes the ledger.</summary>
    public required IReadOnlyList<string> Create { get; init; }

    /// <summary>Selects number and range of the first open chunk of table <c>@p0</c> under identity <c>@p1</c>, locks it to the transaction's end, and leaves out what others hold.</summary>
    public required string Claim { get; init; }

    /// <summary>The time, in UTC.</summary>
    public required string Now { get; init; }

    /// <summary>The identity of table <c>@p0</c>.</summary>
    public string Identity => $"SELECT identity_hash, parts FROM {Tables} WHERE table_name = @p0";

    /// <summary>The number of loaded chunks of table <c>@p0</c>.</summary>
    public string CountDone => $"SELECT COUNT(*) FROM {Chunks} WHERE table_name = @p0 AND done_at IS NOT NULL";

    /// <summary>Deletes the chunks of table <c>@p0</c>.</summary>
    public string ForgetChunks => $"DELETE FROM {Chunks} WHERE table_name = @p0";

    /// <summary>Deletes the entry of table <c>@p0</c>.</summary>
    public string ForgetTable => $"DELETE FROM {Tables} WHERE table_name = @p0";

    /// <summary>Enters table <c>@p0</c> with its identity.</summary>
    public string RecordTable => $"INSERT INTO {Tables} (table_name, identity_hash, parts) VALUES (@p0, @p1, @p2)";

    /// <summary>Enters chunks; their rows follow.</summary>
    public string RecordChunks => $"INSERT INTO {Chunks} (table_name, number, from_row, to_row) VALUES ";

    /// <summary>The chunks of table <c>@p0</c>.</summary>
    public string Status => $"SELECT number, from_row, to_row, done_at FROM {Chunks} WHERE table_name = @p0 ORDER BY number";

    /// <summary>Marks chunk <c>@p1</c> of table <c>@p0</c>, unless it is marked.</summary>
    public string MarkDone => $"UPDATE {Chunks} SET done_at = {Now} WHERE table_name = @p0 AND number = @p1 AND done_at IS NULL";

    /// <summary>The tables without an open chunk.</summary>
    public string Complete =>
        $"SELECT table_name, finished_at FROM {Tables} AS filled WHERE NOT EXISTS (SELECT 1 FROM {Chunks} AS chunk WHERE chunk.table_name = filled.table_name AND chunk.done_at IS NULL)";

    /// <summary>Marks table <c>@p0</c>.</summary>
    public string MarkFinished => $"UPDATE {Tables} SET finished_at = {Now} WHERE table_name = @p0";

    /// <summary>Whether foreign key <c>@p1</c> of table <c>@p0</c> is away.</summary>
    public string HasForeignKey => $"SELECT COUNT(*) FROM {ForeignKeys} WHERE table_name = @p0 AND name = @p1";

    /// <summary>Remembers a foreign key.</summary>
    public string SaveForeignKey => $"INSERT INTO {ForeignKeys} (table_name, name, parent_name, definition) VALUES (@p0, @p1, @p2, @p3)";

    /// <summary>The foreign keys that are away.</summary>
    public string SavedForeignKeys => $"SELECT table_name, parent_name, name, definition FROM {ForeignKeys} ORDER BY table_name, name";

    /// <summary>Forgets foreign key <c>@p1</c> of table <c>@p0</c>.</summary>
    public string DeleteForeignKey => $"DELETE FROM {ForeignKeys} WHERE table_name = @p0 AND name = @p1";
}
