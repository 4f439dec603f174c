using StellarForge.Engine.Relational;

namespace StellarForge.Targets.PostgreSql;

/// <summary>What the ledger says to PostgreSQL.</summary>
internal static class PostgreSqlLedger
{
    /// <summary>Waits for the lock of table <c>@p0</c>, which the connection holds until it is closed. Two tables may share one, which is waited for in vain at worst.</summary>
    public const string LockTable = "SELECT pg_advisory_lock(1937007975, hashtext(@p0))";

    public static LedgerSql Sql { get; } = new()
    {
        Tables = "stellarforge.tables",
        Chunks = "stellarforge.chunks",
        ForeignKeys = "stellarforge.foreign_keys",

        // The key is "stellarf" in ASCII; advisory locks are the database's own.
        Lock = "SELECT pg_advisory_lock(8319385928009347686)",
        Exists = "SELECT to_regclass('stellarforge.foreign_keys') IS NOT NULL",
        Create =
        [
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
            """,
        ],
        Claim =
            """
            SELECT number, from_row, to_row FROM stellarforge.chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT FROM stellarforge.tables WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
        Now = "now()",
    };
}
