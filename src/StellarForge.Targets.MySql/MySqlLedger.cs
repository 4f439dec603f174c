using StellarForge.Engine.Relational;

namespace StellarForge.Targets.MySql;

/// <summary>What the ledger says to MySQL and MariaDB.</summary>
internal static class MySqlLedger
{
    /// <summary>The words for a server. One without SKIP LOCKED waits for the first open chunk: its workers take turns.</summary>
    public static LedgerSql Sql(MySqlServerInfo server) => new()
    {
        Tables = "_stellarforge_tables",
        Chunks = "_stellarforge_chunks",

        // Longer than any load; the servers' "for ever" differ. A lock's name has 64 characters at most.
        Lock = "SELECT GET_LOCK(CONCAT('stellarforge.', LEFT(SHA2(DATABASE(), 256), 40)), 31536000)",
        Exists = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_stellarforge_chunks'",
        Create =
        [
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_tables (
                table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
                identity_hash char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                parts longtext CHARACTER SET utf8mb4 NOT NULL,
                finished_at datetime(6)
            ) ENGINE = InnoDB COMMENT 'The ledger of stellarforge fills: what was loaded, and what is left to do.'
            """,
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
            """,
        ],
        Claim =
            $"""
            SELECT number, from_row, to_row FROM _stellarforge_chunks
            WHERE table_name = @p0 AND done_at IS NULL
              AND EXISTS (SELECT 1 FROM _stellarforge_tables WHERE table_name = @p0 AND identity_hash = @p1)
            ORDER BY number LIMIT 1 FOR UPDATE{(server.SkipsLocked ? " SKIP LOCKED" : "")}
            """,
        Now = "UTC_TIMESTAMP(6)",
    };
}
