using StellarForge.Engine.Relational;

namespace StellarForge.Targets.SqlServer;

/// <summary>What the ledger says to SQL Server.</summary>
internal static class SqlServerLedger
{
    // Names differ in case alone where the model's do: hence the collation.
    private static readonly IReadOnlyList<LedgerStep> Version1 =
    [
        new("IF SCHEMA_ID(N'stellarforge') IS NULL EXEC(N'CREATE SCHEMA stellarforge')"),
        new(
            """
            CREATE TABLE stellarforge.tables (
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
                identity_hash nvarchar(100) NOT NULL,
                parts nvarchar(max) NOT NULL,
                finished_at datetime2 NULL)
            """),
        new(
            """
            CREATE TABLE stellarforge.chunks (
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES stellarforge.tables,
                number int NOT NULL,
                from_row bigint NOT NULL,
                to_row bigint NOT NULL,
                done_at datetime2 NULL,
                PRIMARY KEY (table_name, number) WITH (ALLOW_PAGE_LOCKS = OFF))
            """),
        new(
            """
            CREATE TABLE stellarforge.foreign_keys (
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                parent_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                name nvarchar(128) NOT NULL,
                definition nvarchar(max) NOT NULL,
                PRIMARY KEY (table_name, name))
            """),
    ];

    // A batch is compiled as a whole: what it adds, the next one may use.
    private static readonly IReadOnlyList<LedgerStep> Version2 =
    [
        new("EXEC sp_rename N'stellarforge.tables', N'fills'"),
        new(
            """
            ALTER TABLE stellarforge.fills ADD
                chunk_size bigint NOT NULL DEFAULT 1,
                next_row bigint NOT NULL DEFAULT 0,
                end_row bigint NOT NULL DEFAULT 0,
                is_created smallint NOT NULL DEFAULT 0,
                chunks_done bigint NOT NULL DEFAULT 0,
                rows_done bigint NOT NULL DEFAULT 0,
                rows_loaded bigint NOT NULL DEFAULT 0
            """),
        new("ALTER TABLE stellarforge.chunks ADD rows_loaded bigint NULL"),
        new(
            """
            UPDATE filled SET chunk_size = IIF(cut.largest > 1, cut.largest, 1), next_row = cut.last, end_row = cut.last
            FROM stellarforge.fills AS filled
            JOIN (
                SELECT table_name, MAX(to_row - from_row) AS largest, MAX(to_row) AS last FROM stellarforge.chunks GROUP BY table_name
            ) AS cut ON cut.table_name = filled.table_name
            """),
        new("CREATE TABLE stellarforge.ledger (version int NOT NULL)"),
    ];

    // An entry without a schema was shared by all users, whatever their default schemas. Where the database has exactly one table of its name, the entry gets
    // that table's schema. Where it has several, nobody knows which one was filled: the entry is kept as it is, and nothing reads it. Where a table has an
    // entry with its schema already, the one without is deleted.
    private static readonly IReadOnlyList<LedgerStep> Version3 =
    [
        // Whoever may not see a table is not told of it, and would take one table for the only one.
        new(
            """
            IF EXISTS (SELECT * FROM stellarforge.fills WHERE table_name NOT LIKE N'%.%')
                AND NOT EXISTS (SELECT * FROM sys.fn_my_permissions(NULL, N'DATABASE') WHERE permission_name = N'VIEW DEFINITION')
            THROW 51206, N'Only who sees all tables can bring the ledger of an earlier release up to date: grant VIEW DEFINITION on the database.', 1
            """),
        new($"DELETE FROM stellarforge.chunks WHERE table_name IN ({Superseded})"),
        new($"DELETE FROM stellarforge.fills WHERE table_name IN ({Superseded})"),
        new(
            $"""
            INSERT INTO stellarforge.fills (
                table_name,
                identity_hash, parts, finished_at, chunk_size, next_row, end_row, is_created, chunks_done, rows_done, rows_loaded)
            SELECT CONCAT(placed.schema_name, N'.', filled.table_name),
                identity_hash, parts, finished_at, chunk_size, next_row, end_row, is_created, chunks_done, rows_done, rows_loaded
            FROM stellarforge.fills AS filled
            JOIN {UniqueNames} AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT
            """),
        new(
            $"""
            UPDATE cut SET table_name = CONCAT(placed.schema_name, N'.', cut.table_name)
            FROM stellarforge.chunks AS cut
            JOIN {UniqueNames} AS placed ON placed.name = cut.table_name COLLATE DATABASE_DEFAULT
            """),
        new(
            $"""
            DELETE FROM stellarforge.fills WHERE table_name IN (
                SELECT filled.table_name FROM stellarforge.fills AS filled
                JOIN {UniqueNames} AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT)
            """),
        new(
            $"""
            DELETE FROM stellarforge.foreign_keys WHERE EXISTS (
                SELECT * FROM stellarforge.foreign_keys AS saved
                JOIN {UniqueNames} AS placed ON saved.table_name = CONCAT(placed.schema_name, N'.', foreign_keys.table_name)
                WHERE saved.name = foreign_keys.name AND placed.name = foreign_keys.table_name COLLATE DATABASE_DEFAULT)
            """),
        new(
            $"""
            UPDATE saved SET table_name = CONCAT(placed.schema_name, N'.', saved.table_name)
            FROM stellarforge.foreign_keys AS saved
            JOIN {UniqueNames} AS placed ON placed.name = saved.table_name COLLATE DATABASE_DEFAULT
            """),
        new(
            $"""
            UPDATE saved SET parent_name = CONCAT(placed.schema_name, N'.', saved.parent_name)
            FROM stellarforge.foreign_keys AS saved
            JOIN {UniqueNames} AS placed ON placed.name = saved.parent_name COLLATE DATABASE_DEFAULT
            """),
    ];

    // A clustered key may have 900 bytes, another one 1,700.
    private static readonly IReadOnlyList<LedgerStep> Version4 =
    [
        new(
            """
            CREATE TABLE stellarforge.topics (
                pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
                source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
                partitions int NOT NULL,
                PRIMARY KEY NONCLUSTERED (pipeline, source, topic))
            """),
        new(
            """
            CREATE TABLE stellarforge.positions (
                pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
                source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic_partition int NOT NULL,
                next_offset bigint NOT NULL,
                fingerprint bigint NULL,
                batch_id nvarchar(36) COLLATE Latin1_General_100_BIN2 NULL,
                epoch bigint NOT NULL,
                owner nvarchar(200) NOT NULL,
                taken_at datetime2 NOT NULL,
                advanced_at datetime2 NULL,
                PRIMARY KEY NONCLUSTERED (pipeline, source, topic, topic_partition))
            """),
        new(
            """
            CREATE TABLE stellarforge.lanes (
                pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
                source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic_partition int NOT NULL,
                stream_id nvarchar(36) COLLATE Latin1_General_100_BIN2 NOT NULL,
                shard int NOT NULL,
                last_number bigint NOT NULL,
                PRIMARY KEY NONCLUSTERED (pipeline, source, topic, topic_partition, stream_id, shard))
            """),
        new(
            """
            CREATE TABLE stellarforge.dead_letters (
                pipeline nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
                source nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic nvarchar(249) COLLATE Latin1_General_100_BIN2 NOT NULL,
                topic_partition int NOT NULL,
                message_offset bigint NOT NULL,
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                reason nvarchar(40) NOT NULL,
                detail nvarchar(max) NOT NULL,
                message_key varbinary(max) NOT NULL,
                message_value varbinary(max) NOT NULL,
                value_length bigint NOT NULL,
                value_hash varbinary(64) NOT NULL,
                stream_id nvarchar(36) COLLATE Latin1_General_100_BIN2 NULL,
                shard int NULL,
                event_number bigint NULL,
                previous_number bigint NULL,
                recorded_at datetime2 NOT NULL,
                forwarded_at datetime2 NULL,
                replayed_at datetime2 NULL,
                PRIMARY KEY NONCLUSTERED (pipeline, source, topic, topic_partition, message_offset))
            """),
    ];

    private const string UniqueNames =
        """
        (
            SELECT name, MIN(SCHEMA_NAME(schema_id)) COLLATE Latin1_General_100_BIN2 AS schema_name
            FROM sys.tables WHERE SCHEMA_NAME(schema_id) <> N'stellarforge' GROUP BY name HAVING COUNT(*) = 1
        )
        """;

    private const string Superseded =
        $"""
        SELECT filled.table_name FROM stellarforge.fills AS filled
        JOIN {UniqueNames} AS placed ON placed.name = filled.table_name COLLATE DATABASE_DEFAULT
        WHERE CONCAT(placed.schema_name, N'.', filled.table_name) IN (SELECT table_name FROM stellarforge.fills)
        """;

    // A claim skips locked rows, and would wait for a locked page. READPAST needs row locks, also where the database reads snapshots; UPDLOCK keeps the row
    // until the commit.
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
        Lock =
            """
            DECLARE @result int;
            EXEC @result = sp_getapplock @Resource = N'stellarforge', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = -1;
            IF @result < 0 THROW 51205, N'The lock stellarforge was not granted.', 1;
            """,
        Exists = "SELECT IIF(OBJECT_ID(N'stellarforge.foreign_keys', N'U') IS NULL, 0, 1)",
        HasVersion = "SELECT IIF(OBJECT_ID(N'stellarforge.ledger', N'U') IS NULL, 0, 1)",
        Migrations = [Version1, Version2, Version3, Version4],
        DefaultSchema = "SELECT COALESCE(OBJECT_SCHEMA_NAME(OBJECT_ID(QUOTENAME(@p0), N'U')), SCHEMA_NAME())",

        // At READ COMMITTED with locks, which is the default, a statement reads no snapshot: between its reads of the two tables somebody could cut, and loaded
        // chunks would count twice or not at all. So the entry is locked first, as a cut has to, and its chunks are read after that (a loop's outer table comes
        // first), as they are by then. Not a shared lock: of two that cut, each would keep the other from changing the entry.
        Entry = LedgerSql.SelectEntry("stellarforge.fills WITH (UPDLOCK)", "stellarforge.chunks WITH (READCOMMITTEDLOCK)")
            + "\nOPTION (FORCE ORDER, LOOP JOIN)",
        Claim =
            """
            SELECT TOP (1) number, from_row, to_row
            FROM stellarforge.chunks WITH (READPAST, UPDLOCK, ROWLOCK, READCOMMITTEDLOCK)
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT * FROM stellarforge.fills WITH (READCOMMITTEDLOCK) WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number
            """,
        FirstRows = "SELECT TOP (@p4) {query}",

        // Their place is that of the transaction's position, which is locked before: nobody else enters lanes of it.
        SaveLanes =
            """
            UPDATE lane SET last_number = given.last_number
            FROM stellarforge.lanes AS lane
            JOIN (VALUES {rows}) AS given (pipeline, source, topic, topic_partition, stream_id, shard, last_number)
                ON lane.stream_id = given.stream_id COLLATE Latin1_General_100_BIN2 AND lane.shard = given.shard
            WHERE lane.pipeline = @p0 AND lane.source = @p1 AND lane.topic = @p2 AND lane.topic_partition = @p3;
            INSERT INTO stellarforge.lanes (pipeline, source, topic, topic_partition, stream_id, shard, last_number)
            SELECT @p0, @p1, @p2, @p3, given.stream_id, given.shard, given.last_number
            FROM (VALUES {rows}) AS given (pipeline, source, topic, topic_partition, stream_id, shard, last_number)
            WHERE NOT EXISTS (
                SELECT * FROM stellarforge.lanes AS lane
                WHERE lane.pipeline = @p0 AND lane.source = @p1 AND lane.topic = @p2 AND lane.topic_partition = @p3
                  AND lane.stream_id = given.stream_id COLLATE Latin1_General_100_BIN2 AND lane.shard = given.shard)
            """,
        Now = "SYSUTCDATETIME()",
    };
}
