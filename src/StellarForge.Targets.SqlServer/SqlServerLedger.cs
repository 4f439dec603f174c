using StellarForge.Engine.Relational;

namespace StellarForge.Targets.SqlServer;

/// <summary>What the ledger says to SQL Server.</summary>
internal static class SqlServerLedger
{
    // Names differ in case alone where the model's do: hence the collation. A claim skips locked rows, and would wait for a locked page.
    // READPAST needs row locks, also where the database reads snapshots; UPDLOCK keeps the row until the commit.
    public static LedgerSql Sql { get; } = new()
    {
        Tables = "stellarforge.tables",
        Chunks = "stellarforge.chunks",
        ForeignKeys = "stellarforge.foreign_keys",
        Lock =
            """
            DECLARE @result int;
            EXEC @result = sp_getapplock @Resource = N'stellarforge', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = -1;
            IF @result < 0 THROW 51205, N'The lock stellarforge was not granted.', 1;
            """,
        Exists = "SELECT IIF(OBJECT_ID(N'stellarforge.foreign_keys', N'U') IS NULL, 0, 1)",
        Create =
        [
            "IF SCHEMA_ID(N'stellarforge') IS NULL EXEC(N'CREATE SCHEMA stellarforge')",
            """
            CREATE TABLE stellarforge.tables (
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
                identity_hash nvarchar(100) NOT NULL,
                parts nvarchar(max) NOT NULL,
                finished_at datetime2 NULL)
            """,
            """
            CREATE TABLE stellarforge.chunks (
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES stellarforge.tables,
                number int NOT NULL,
                from_row bigint NOT NULL,
                to_row bigint NOT NULL,
                done_at datetime2 NULL,
                PRIMARY KEY (table_name, number) WITH (ALLOW_PAGE_LOCKS = OFF))
            """,
            """
            CREATE TABLE stellarforge.foreign_keys (
                table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                parent_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
                name nvarchar(128) NOT NULL,
                definition nvarchar(max) NOT NULL,
                PRIMARY KEY (table_name, name))
            """,
        ],
        Claim =
            """
            SELECT TOP (1) number, from_row, to_row
            FROM stellarforge.chunks WITH (READPAST, UPDLOCK, ROWLOCK, READCOMMITTEDLOCK)
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT * FROM stellarforge.tables WITH (READCOMMITTEDLOCK) WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number
            """,
        Now = "SYSUTCDATETIME()",
    };
}
