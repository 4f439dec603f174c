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

    private static readonly IReadOnlyList<LedgerStep> Version3 =
    [
        new(
            """
            CREATE TABLE _stellarforge_topics (
                pipeline TEXT NOT NULL,
                source TEXT NOT NULL,
                topic TEXT NOT NULL,
                partitions INTEGER NOT NULL,
                PRIMARY KEY (pipeline, source, topic)) WITHOUT ROWID;
            CREATE TABLE _stellarforge_positions (
                pipeline TEXT NOT NULL,
                source TEXT NOT NULL,
                topic TEXT NOT NULL,
                topic_partition INTEGER NOT NULL,
                next_offset INTEGER NOT NULL,
                fingerprint INTEGER,
                batch_id TEXT,
                epoch INTEGER NOT NULL,
                owner TEXT NOT NULL,
                taken_at TEXT NOT NULL,
                advanced_at TEXT,
                PRIMARY KEY (pipeline, source, topic, topic_partition)) WITHOUT ROWID;
            CREATE TABLE _stellarforge_lanes (
                pipeline TEXT NOT NULL,
                source TEXT NOT NULL,
                topic TEXT NOT NULL,
                topic_partition INTEGER NOT NULL,
                stream_id TEXT NOT NULL,
                shard INTEGER NOT NULL,
                last_number INTEGER NOT NULL,
                PRIMARY KEY (pipeline, source, topic, topic_partition, stream_id, shard)) WITHOUT ROWID;
            CREATE TABLE _stellarforge_dead_letters (
                pipeline TEXT NOT NULL,
                source TEXT NOT NULL,
                topic TEXT NOT NULL,
                topic_partition INTEGER NOT NULL,
                message_offset INTEGER NOT NULL,
                table_name TEXT NOT NULL,
                reason TEXT NOT NULL,
                detail TEXT NOT NULL,
                message_key BLOB NOT NULL,
                message_value BLOB NOT NULL,
                value_length INTEGER NOT NULL,
                value_hash BLOB NOT NULL,
                stream_id TEXT,
                shard INTEGER,
                event_number INTEGER,
                previous_number INTEGER,
                recorded_at TEXT NOT NULL,
                forwarded_at TEXT,
                replayed_at TEXT,
                PRIMARY KEY (pipeline, source, topic, topic_partition, message_offset));
            CREATE INDEX _stellarforge_unforwarded ON _stellarforge_dead_letters (pipeline, source, topic, topic_partition, message_offset)
                WHERE forwarded_at IS NULL;
            """),
    ];

    public static LedgerSql Sql { get; } = new()
    {
        Fills = "_stellarforge_fills",
        Chunks = "_stellarforge_chunks",
        Topics = "_stellarforge_topics",
        Positions = "_stellarforge_positions",
        Lanes = "_stellarforge_lanes",
        DeadLetters = "_stellarforge_dead_letters",
        Versions = "_stellarforge_ledger",
        Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_stellarforge_chunks'",
        HasVersion = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_stellarforge_ledger'",
        Migrations = [Version1, Version2, Version3],

        // The transaction holds the file's write lock: what is claimed is nobody else's.
        Claim =
            """
            SELECT number, from_row, to_row FROM _stellarforge_chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT 1 FROM _stellarforge_fills WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1
            """,
        SaveLanes =
            """
            INSERT INTO _stellarforge_lanes (pipeline, source, topic, topic_partition, stream_id, shard, last_number) VALUES {rows}
            ON CONFLICT (pipeline, source, topic, topic_partition, stream_id, shard) DO UPDATE SET last_number = excluded.last_number
            """,
        Now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    };
}
