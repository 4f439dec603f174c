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

    // Two users' default schemas shared an entry: a name without a schema means the table that it is resolved to.
    private static readonly IReadOnlyList<LedgerStep> Version3 =
    [
        new(
            """
            INSERT INTO stellarforge.fills (
                table_name,
                identity_hash, parts, finished_at, chunk_size, next_row, end_row, is_created, chunks_done, rows_done, rows_loaded)
            SELECT CONCAT(OBJECT_SCHEMA_NAME(OBJECT_ID(QUOTENAME(table_name), N'U')), N'.', table_name),
                identity_hash, parts, finished_at, chunk_size, next_row, end_row, is_created, chunks_done, rows_done, rows_loaded
            FROM stellarforge.fills WHERE OBJECT_ID(QUOTENAME(table_name), N'U') IS NOT NULL
            """),
        new(
            """
            UPDATE stellarforge.chunks SET table_name = CONCAT(OBJECT_SCHEMA_NAME(OBJECT_ID(QUOTENAME(table_name), N'U')), N'.', table_name)
            WHERE OBJECT_ID(QUOTENAME(table_name), N'U') IS NOT NULL
            """),
        new(
            """
            UPDATE stellarforge.foreign_keys SET table_name = CONCAT(OBJECT_SCHEMA_NAME(OBJECT_ID(QUOTENAME(table_name), N'U')), N'.', table_name)
            WHERE OBJECT_ID(QUOTENAME(table_name), N'U') IS NOT NULL
            """),
        new(
            """
            UPDATE stellarforge.foreign_keys SET parent_name = CONCAT(OBJECT_SCHEMA_NAME(OBJECT_ID(QUOTENAME(parent_name), N'U')), N'.', parent_name)
            WHERE OBJECT_ID(QUOTENAME(parent_name), N'U') IS NOT NULL
            """),
        new("DELETE FROM stellarforge.fills WHERE OBJECT_ID(QUOTENAME(table_name), N'U') IS NOT NULL"),
    ];

    // A claim skips locked rows, and would wait for a locked page. READPAST needs row locks, also where the database reads snapshots; UPDLOCK keeps the row
    // until the commit.
    public static LedgerSql Sql { get; } = new()
    {
        Fills = "stellarforge.fills",
        Chunks = "stellarforge.chunks",
        ForeignKeys = "stellarforge.foreign_keys",
        Versions = "stellarforge.ledger",
        Lock =
            """
            DECLARE @result int;
            EXEC @result = sp_getapplock @Resource = N'stellarforge', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = -1;
            IF @result < 0 THROW 51205, N'The lock stellarforge was not granted.', 1;
            """,
        Exists = "SELECT IIF(OBJECT_ID(N'stellarforge.foreign_keys', N'U') IS NULL, 0, 1)",
        HasVersion = "SELECT IIF(OBJECT_ID(N'stellarforge.ledger', N'U') IS NULL, 0, 1)",
        Migrations = [Version1, Version2, Version3],
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
        Now = "SYSUTCDATETIME()",
    };
}
