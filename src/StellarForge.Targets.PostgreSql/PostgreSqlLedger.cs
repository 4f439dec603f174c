using StellarForge.Engine.Relational;

namespace StellarForge.Targets.PostgreSql;

/// <summary>What the ledger says to PostgreSQL.</summary>
internal static class PostgreSqlLedger
{
    /// <summary>
    /// Waits for the lock of table <c>@p0</c>, which the connection holds until it is closed.
    /// Two tables may share one, which is waited for in vain at worst.
    /// </summary>
    public const string LockTable = "SELECT pg_advisory_lock(1937007975, hashtext(@p0))";

    private const string Version1 =
        """
        CREATE SCHEMA IF NOT EXISTS stellarforge;
        CREATE TABLE stellarforge.tables (
            table_name text PRIMARY KEY,
            identity_hash text NOT NULL,
            parts text NOT NULL,
            finished_at timestamptz);
        CREATE TABLE stellarforge.chunks (
            table_name text NOT NULL REFERENCES stellarforge.tables,
            number integer NOT NULL,
            from_row bigint NOT NULL,
            to_row bigint NOT NULL,
            done_at timestamptz,
            PRIMARY KEY (table_name, number));
        CREATE INDEX ON stellarforge.chunks (table_name, number) WHERE done_at IS NULL;
        CREATE TABLE stellarforge.foreign_keys (
            table_name text NOT NULL,
            parent_name text NOT NULL,
            name text NOT NULL,
            definition text NOT NULL,
            PRIMARY KEY (table_name, name));
        COMMENT ON SCHEMA stellarforge IS 'The ledger of stellarforge fills: what was loaded, and what is left to do.';
        """;

    // A name without a schema was that of any schema. It gets the schema of the table of that name if there is one such table alone; of several it can be
    // anyone's, and it stays behind, where nobody reads it. A table that has an entry with its schema keeps that, and loses the other.
    private const string Version2 =
        """
        ALTER TABLE stellarforge.tables RENAME TO fills;
        ALTER TABLE stellarforge.fills
            ADD chunk_size bigint NOT NULL DEFAULT 1,
            ADD next_row bigint NOT NULL DEFAULT 0,
            ADD end_row bigint NOT NULL DEFAULT 0,
            ADD is_created smallint NOT NULL DEFAULT 0,
            ADD chunks_done bigint NOT NULL DEFAULT 0,
            ADD rows_done bigint NOT NULL DEFAULT 0,
            ADD rows_loaded bigint NOT NULL DEFAULT 0;
        ALTER TABLE stellarforge.chunks ADD rows_loaded bigint, DROP CONSTRAINT chunks_table_name_fkey;
        CREATE TEMPORARY TABLE stellarforge_keys ON COMMIT DROP AS
            SELECT relname::text AS old, max(nspname::text) || '.' || relname AS new
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'stellarforge')
            GROUP BY relname HAVING count(*) = 1;
        DELETE FROM stellarforge.chunks USING stellarforge_keys WHERE table_name = old AND new IN (SELECT table_name FROM stellarforge.fills);
        DELETE FROM stellarforge.fills USING stellarforge_keys WHERE table_name = old AND new IN (SELECT table_name FROM stellarforge.fills);
        DELETE FROM stellarforge.foreign_keys AS saved USING stellarforge_keys
            WHERE saved.table_name = old
              AND EXISTS (SELECT FROM stellarforge.foreign_keys AS other WHERE other.table_name = new AND other.name = saved.name);
        UPDATE stellarforge.fills SET table_name = new FROM stellarforge_keys WHERE old = table_name;
        UPDATE stellarforge.chunks SET table_name = new FROM stellarforge_keys WHERE old = table_name;
        UPDATE stellarforge.foreign_keys SET table_name = new FROM stellarforge_keys WHERE old = table_name;
        UPDATE stellarforge.foreign_keys SET parent_name = new FROM stellarforge_keys WHERE old = parent_name;
        ALTER TABLE stellarforge.chunks ADD FOREIGN KEY (table_name) REFERENCES stellarforge.fills;
        UPDATE stellarforge.fills SET chunk_size = greatest(largest, 1), next_row = last, end_row = last
            FROM (SELECT table_name AS name, max(to_row - from_row) AS largest, max(to_row) AS last FROM stellarforge.chunks GROUP BY table_name) AS cut
            WHERE name = table_name;
        CREATE TABLE stellarforge.ledger (version integer NOT NULL);
        """;

    private const string Version3 =
        """
        CREATE TABLE stellarforge.topics (
            pipeline text NOT NULL,
            source text NOT NULL,
            topic text NOT NULL,
            partitions integer NOT NULL,
            PRIMARY KEY (pipeline, source, topic));
        CREATE TABLE stellarforge.positions (
            pipeline text NOT NULL,
            source text NOT NULL,
            topic text NOT NULL,
            topic_partition integer NOT NULL,
            next_offset bigint NOT NULL,
            fingerprint bigint,
            batch_id text,
            epoch bigint NOT NULL,
            owner text NOT NULL,
            taken_at timestamptz NOT NULL,
            advanced_at timestamptz,
            PRIMARY KEY (pipeline, source, topic, topic_partition));
        CREATE TABLE stellarforge.lanes (
            pipeline text NOT NULL,
            source text NOT NULL,
            topic text NOT NULL,
            topic_partition integer NOT NULL,
            stream_id text NOT NULL,
            shard integer NOT NULL,
            last_number bigint NOT NULL,
            PRIMARY KEY (pipeline, source, topic, topic_partition, stream_id, shard));
        CREATE TABLE stellarforge.dead_letters (
            pipeline text NOT NULL,
            source text NOT NULL,
            topic text NOT NULL,
            topic_partition integer NOT NULL,
            message_offset bigint NOT NULL,
            table_name text NOT NULL,
            reason text NOT NULL,
            detail text NOT NULL,
            message_key bytea NOT NULL,
            message_value bytea NOT NULL,
            value_length bigint NOT NULL,
            value_hash bytea NOT NULL,
            stream_id text,
            shard integer,
            event_number bigint,
            previous_number bigint,
            recorded_at timestamptz NOT NULL,
            forwarded_at timestamptz,
            replayed_at timestamptz,
            PRIMARY KEY (pipeline, source, topic, topic_partition, message_offset));
        CREATE INDEX ON stellarforge.dead_letters (pipeline, source, topic, topic_partition, message_offset) WHERE forwarded_at IS NULL;
        """;

    public static LedgerSql Sql { get; } = new()
    {
        Fills = "stellarforge.fills",
        Chunks = "stellarforge.chunks",
        ForeignKeys = "stellarforge.foreign_keys",
        Versions = "stellarforge.ledger",
        Topics = "stellarforge.topics",
        Positions = "stellarforge.positions",
        Lanes = "stellarforge.lanes",
        DeadLetters = "stellarforge.dead_letters",

        // The key is "stellarf" in ASCII; advisory locks are the database's own.
        Lock = "SELECT pg_advisory_lock(8319385928009347686)",
        Exists = "SELECT to_regclass('stellarforge.foreign_keys') IS NOT NULL",
        HasVersion = "SELECT to_regclass('stellarforge.ledger') IS NOT NULL",
        Migrations = [[new LedgerStep(Version1)], [new LedgerStep(Version2)], [new LedgerStep(Version3)]],
        DefaultSchema =
            """
            SELECT coalesce(
                (SELECT nspname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass(quote_ident(@p0))),
                current_schema()::text)
            """,
        Claim =
            """
            SELECT number, from_row, to_row FROM stellarforge.chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT FROM stellarforge.fills WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
        Holders =
            """
            SELECT DISTINCT
                concat('process ', pid, ' (', application_name, ')', ' of a client at ' || host(client_addr),
                    ', since ' || to_char(xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'),
                concat('SELECT pg_terminate_backend(', pid, ')')
            FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = to_regclass('stellarforge.chunks')
              AND mode = 'RowShareLock' AND granted AND pid <> pg_backend_pid()
            """,
        SaveLanes =
            """
            INSERT INTO stellarforge.lanes (pipeline, source, topic, topic_partition, stream_id, shard, last_number) VALUES {rows}
            ON CONFLICT (pipeline, source, topic, topic_partition, stream_id, shard) DO UPDATE SET last_number = excluded.last_number
            """,
        Now = "now()",
    };
}
