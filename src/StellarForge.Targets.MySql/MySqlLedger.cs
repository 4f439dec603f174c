using StellarForge.Engine.Relational;

namespace StellarForge.Targets.MySql;

/// <summary>What the ledger says to MySQL and MariaDB.</summary>
internal static class MySqlLedger
{
    private static readonly IReadOnlyList<LedgerStep> Version1 =
    [
        new(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_tables (
                table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
                identity_hash char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                parts longtext CHARACTER SET utf8mb4 NOT NULL,
                finished_at datetime(6)
            ) ENGINE = InnoDB COMMENT 'The ledger of stellarforge fills: what was loaded, and what is left to do.'
            """),
        new(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_chunks (
                table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                number int NOT NULL,
                from_row bigint NOT NULL,
                to_row bigint NOT NULL,
                done_at datetime(6),
                PRIMARY KEY (table_name, number),
                KEY open_chunks (table_name, done_at, number)
            ) ENGINE = InnoDB
            """),
    ];

    // Each step commits at once, and may be the last one before the process is killed.
    private static readonly IReadOnlyList<LedgerStep> Version2 =
    [
        new("RENAME TABLE _stellarforge_tables TO _stellarforge_fills", Unless: HasTable("_stellarforge_fills")),
        new(
            """
            ALTER TABLE _stellarforge_fills
                ADD chunk_size bigint NOT NULL DEFAULT 0,
                ADD next_row bigint NOT NULL DEFAULT 0,
                ADD end_row bigint NOT NULL DEFAULT 0,
                ADD is_created smallint NOT NULL DEFAULT 0,
                ADD chunks_done bigint NOT NULL DEFAULT 0,
                ADD rows_done bigint NOT NULL DEFAULT 0,
                ADD rows_loaded bigint NOT NULL DEFAULT 0
            """,
            Unless: HasColumn("_stellarforge_fills", "chunk_size")),
        new("ALTER TABLE _stellarforge_chunks ADD rows_loaded bigint", Unless: HasColumn("_stellarforge_chunks", "rows_loaded")),
        new(
            """
            UPDATE _stellarforge_fills AS filled LEFT JOIN
                (SELECT table_name, MAX(to_row - from_row) AS largest, MAX(to_row) AS last FROM _stellarforge_chunks GROUP BY table_name) AS cut
                ON cut.table_name = filled.table_name
            SET chunk_size = GREATEST(1, COALESCE(largest, 1)), next_row = COALESCE(last, 0), end_row = COALESCE(last, 0)
            WHERE chunk_size = 0
            """),
        new("CREATE TABLE IF NOT EXISTS _stellarforge_ledger (version int NOT NULL PRIMARY KEY) ENGINE = InnoDB"),
    ];

    private static readonly IReadOnlyList<LedgerStep> Version3 =
    [
        new(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_topics (
                pipeline varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                source varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic varchar(249) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                partitions int NOT NULL,
                PRIMARY KEY (pipeline, source, topic)
            ) ENGINE = InnoDB
            """),
        new(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_positions (
                pipeline varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                source varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic varchar(249) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic_partition int NOT NULL,
                next_offset bigint NOT NULL,
                fingerprint bigint,
                batch_id varchar(36) CHARACTER SET ascii COLLATE ascii_bin,
                epoch bigint NOT NULL,
                owner varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                taken_at datetime(6) NOT NULL,
                advanced_at datetime(6),
                PRIMARY KEY (pipeline, source, topic, topic_partition)
            ) ENGINE = InnoDB
            """),
        new(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_lanes (
                pipeline varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                source varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic varchar(249) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic_partition int NOT NULL,
                stream_id varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                shard int NOT NULL,
                last_number bigint NOT NULL,
                PRIMARY KEY (pipeline, source, topic, topic_partition, stream_id, shard)
            ) ENGINE = InnoDB
            """),
        new(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_dead_letters (
                pipeline varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                source varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic varchar(249) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                topic_partition int NOT NULL,
                message_offset bigint NOT NULL,
                table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                reason varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                detail longtext CHARACTER SET utf8mb4 NOT NULL,
                message_key longblob NOT NULL,
                message_value longblob NOT NULL,
                value_length bigint NOT NULL,
                value_hash varbinary(64) NOT NULL,
                stream_id varchar(36) CHARACTER SET ascii COLLATE ascii_bin,
                shard int,
                event_number bigint,
                previous_number bigint,
                recorded_at datetime(6) NOT NULL,
                forwarded_at datetime(6),
                replayed_at datetime(6),
                PRIMARY KEY (pipeline, source, topic, topic_partition, message_offset),
                KEY unforwarded (forwarded_at)
            ) ENGINE = InnoDB
            """),
    ];

    /// <summary>The words for a server. One without SKIP LOCKED waits for the first open chunk: its workers take turns.</summary>
    public static LedgerSql Sql(MySqlServerInfo server) => new()
    {
        Fills = "_stellarforge_fills",
        Chunks = "_stellarforge_chunks",
        Topics = "_stellarforge_topics",
        Positions = "_stellarforge_positions",
        Lanes = "_stellarforge_lanes",
        DeadLetters = "_stellarforge_dead_letters",
        Versions = "_stellarforge_ledger",

        // Longer than any load; the servers' "for ever" differ.
        Lock = $"SELECT GET_LOCK({LockName}, 31536000)",
        Exists = HasTable("_stellarforge_chunks"),
        HasVersion = HasTable("_stellarforge_ledger"),
        Migrations = [Version1, Version2, Version3],
        FirstEntry =
            """
            SELECT identity_hash, parts, 1, 0, 0, 0, finished_at, COUNT(number) - COUNT(done_at), 0, COUNT(done_at), 0, 0, 0, 0, COUNT(done_at)
            FROM _stellarforge_tables LEFT JOIN _stellarforge_chunks USING (table_name)
            WHERE table_name = @p0 GROUP BY table_name, identity_hash, parts, finished_at
            """,
        Claim =
            $"""
            SELECT number, from_row, to_row FROM _stellarforge_chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT 1 FROM _stellarforge_fills WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1 FOR UPDATE{(server.SkipsLocked ? " SKIP LOCKED" : "")}
            """,

        // Which rows a transaction has locked no MariaDB tells. But hardly any other than a worker leaves foreign keys unchecked; who prepares or finishes has
        // the target's lock; and who waits before it has changed a row waits to cut chunks. What InnoDB tells of transactions it looks up anew only where
        // nobody asked in the last tenth of a second.
        Holders =
            $"""
            DO SLEEP(0.11 + RAND() / 4);
            SELECT CONCAT('connection ', id, ' (', user, ') of a client at ', host, ', in a transaction without foreign_key_checks since ', trx_started),
                CONCAT('KILL ', id)
            FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id
            WHERE db = DATABASE() AND trx_rows_locked > 0 AND trx_foreign_key_checks = 0 AND (trx_state <> 'LOCK WAIT' OR trx_rows_modified > 0)
              AND id <> CONNECTION_ID() AND id <> COALESCE(IS_USED_LOCK({LockName}), 0)
            """,
        SaveLanes =
            """
            INSERT INTO _stellarforge_lanes (pipeline, source, topic, topic_partition, stream_id, shard, last_number) VALUES {rows}
            ON DUPLICATE KEY UPDATE last_number = VALUES(last_number)
            """,
        Now = "UTC_TIMESTAMP(6)",
    };

    // 64 characters at most.
    private const string LockName = "CONCAT('stellarforge.', LEFT(SHA2(DATABASE(), 256), 40))";

    private static string HasTable(string table) =>
        $"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '{table}'";

    private static string HasColumn(string table, string column) =>
        $"SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{table}' AND column_name = '{column}'";
}
