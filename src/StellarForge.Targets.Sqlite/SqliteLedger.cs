using StellarForge.Engine.Relational;

namespace StellarForge.Targets.Sqlite;

/// <summary>What the ledger says to SQLite.</summary>
internal static class SqliteLedger
{
    public static LedgerSql Sql { get; } = new()
    {
        Tables = "_stellarforge_tables",
        Chunks = "_stellarforge_chunks",
        Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_stellarforge_chunks'",
        Create =
        [
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
            """,
        ],

        // The transaction holds the file's write lock: what is claimed is nobody else's.
        Claim =
            """
            SELECT number, from_row, to_row FROM _stellarforge_chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT 1 FROM _stellarforge_tables WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1
            """,
        Now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    };

    /// <summary>Gives the column of identities the name that it has in all ledgers; the first releases called it otherwise in SQLite.</summary>
    public static async Task UpgradeAsync(RelationalConnection connection, CancellationToken cancellationToken)
    {
        const string IsOld = "SELECT count(*) FROM pragma_table_info('_stellarforge_tables') WHERE name = 'identity'";
        if (!await connection.QueryBooleanAsync(IsOld, cancellationToken))
            return;

        // Another process may have done it meanwhile.
        await connection.BeginAsync(cancellationToken);
        if (await connection.QueryBooleanAsync(IsOld, cancellationToken))
            await connection.ExecuteAsync("ALTER TABLE _stellarforge_tables RENAME COLUMN identity TO identity_hash", cancellationToken);
        await connection.CommitAsync(cancellationToken);
    }
}
