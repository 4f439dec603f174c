using StellarForge.Engine.Relational;

namespace StellarForge.Targets.Sqlite;

/// <summary>What the ledger says to SQLite.</summary>
internal static class SqliteLedger
{
    /// <summary>What the names of its tables begin with.</summary>
    public const string Prefix = "_stellarforge_";

    private static readonly IReadOnlyList<LedgerStep> Version1 =
    [
        new(
            """
            CREATE TABLE _stellarforge_tables (
                table_name TEXT NOT NULL PRIMARY KEY,
                identity_hash TEXT NOT NULL,
                parts TEXT NOT NULL,
                finished_at TEXT
            ) WITHOUT ROWID;
            CREATE TABLE _stellarforge_chunks (
                table_name TEXT NOT NULL REFERENCES _stellarforge_tables (table_name),
                number INTEGER NOT NULL,
                from_row INTEGER NOT NULL,
                to_row INTEGER NOT NULL,
                done_at TEXT,
                PRIMARY KEY (table_name, number)
            ) WITHOUT ROWID;
            CREATE INDEX _stellarforge_open_chunks ON _stellarforge_chunks (table_name, number) WHERE done_at IS NULL;
            """),
    ];

    // The first releases called the column of identities otherwise, and noted apart whether foreign keys were checked.
    private static readonly IReadOnlyList<LedgerStep> Version2 =
    [
        new(
            "ALTER TABLE _stellarforge_tables RENAME COLUMN identity TO identity_hash",
            Unless: "SELECT count(*) FROM pragma_table_info('_stellarforge_tables') WHERE name = 'identity_hash'"),
        new(
            "UPDATE _stellarforge_tables SET finished_at = NULL WHERE checked_at IS NULL",
            Unless: "SELECT count(*) = 0 FROM pragma_table_info('_stellarforge_tables') WHERE name = 'checked_at'"),
        new(
            """
            ALTER TABLE _stellarforge_tables RENAME TO _stellarforge_fills;
            ALTER TABLE _stellarforge_fills ADD chunk_size INTEGER NOT NULL DEFAULT 1;
            ALTER TABLE _stellarforge_fills ADD next_row INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE _stellarforge_fills ADD end_row INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE _stellarforge_fills ADD is_created INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE _stellarforge_fills ADD chunks_done INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE _stellarforge_fills ADD rows_done INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE _stellarforge_fills ADD rows_loaded INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE _stellarforge_chunks ADD rows_loaded INTEGER;
            UPDATE _stellarforge_fills SET (chunk_size, next_row, end_row) =
                (SELECT coalesce(max(to_row - from_row), 1), coalesce(max(to_row), 0), coalesce(max(to_row), 0)
                 FROM _stellarforge_chunks WHERE _stellarforge_chunks.table_name = _stellarforge_fills.table_name);
            CREATE TABLE _stellarforge_ledger (version INTEGER NOT NULL);
            """),
    ];

    public static LedgerSql Sql { get; } = new()
    {
        Fills = "_stellarforge_fills",
        Chunks = "_stellarforge_chunks",
        Versions = "_stellarforge_ledger",
        Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_stellarforge_chunks'",
        HasVersion = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_stellarforge_ledger'",
        Migrations = [Version1, Version2],

        // The transaction holds the file's write lock: what is claimed is nobody else's.
        Claim =
            """
            SELECT number, from_row, to_row FROM _stellarforge_chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT 1 FROM _stellarforge_fills WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1
            """,
        Now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    };
}
