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
            JOIN (SELECT table_name, MAX(to_row - from_row) AS largest, MAX(to_row) AS last FROM stellarforge.chunks GROUP BY table_name) AS cut ON cut.table_name = filled.table_name
            """),
        new("CREATE TABLE stellarforge.ledger (version int NOT NULL)"),
    ];

    // A claim skips locked rows, and would wait for a locked page. READPAST needs row locks, also where the database reads snapshots; UPDLOCK keeps the row until the commit.
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
        Migrations = [Version1, Version2],
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
