using System.Text.Json;
using StellarForge.Engine;

namespace StellarForge.Targets.MySql;

/// <summary>The ledger in the target database: which tables were filled from which identity, and which of their chunks are done.</summary>
/// <param name="connection">An open connection; whatever is done is part of its transaction.</param>
/// <param name="server">What the server can do.</param>
internal sealed class MySqlLedger(MySqlConnection connection, MySqlServerInfo server)
{
    // Longer than any load; the servers' "for ever" differ. A lock's name has 64 characters at most.
    private const string Lock = "SELECT GET_LOCK(CONCAT('stellarforge.', LEFT(SHA2(DATABASE(), 256), 40)), 31536000)";

    private static readonly string[] Tables =
    [
        """
        CREATE TABLE IF NOT EXISTS _stellarforge_tables (
            table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
            identity char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
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
    ];

    /// <summary>Waits for the target's lock, which the connection holds until it is closed.</summary>
    public Task LockAsync(CancellationToken cancellationToken) => connection.AnyAsync(Lock, cancellationToken);

    /// <summary>Makes the ledger's tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        // Asked for first: whoever may only write to a ledger that is there needs no right to create one.
        if (await connection.AnyAsync("SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_stellarforge_chunks'", cancellationToken))
            return;
        foreach (var table in Tables)
            await connection.ExecuteAsync(table, cancellationToken);
    }

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the ledger has none.</summary>
    public async Task<FillIdentity?> IdentityAsync(string table, CancellationToken cancellationToken) => (await connection.QueryAsync(
        "SELECT identity, parts FROM _stellarforge_tables WHERE table_name = @p0",
        row => new FillIdentity(row.GetString(0), JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(1)) ?? []),
        cancellationToken, table)).SingleOrDefault();

    /// <summary>Whether any chunk of a table is loaded.</summary>
    public Task<bool> HasDoneChunksAsync(string table, CancellationToken cancellationToken) =>
        connection.AnyAsync("SELECT 1 FROM _stellarforge_chunks WHERE table_name = @p0 AND done_at IS NOT NULL LIMIT 1", cancellationToken, table);

    /// <summary>Strikes a table out, after whoever is loading one of its chunks.</summary>
    public async Task ForgetAsync(string table, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("DELETE FROM _stellarforge_chunks WHERE table_name = @p0", cancellationToken, table);
        await connection.ExecuteAsync("DELETE FROM _stellarforge_tables WHERE table_name = @p0", cancellationToken, table);
    }

    /// <summary>Enters a table and its chunks.</summary>
    public async Task RecordAsync(string table, FillIdentity identity, IEnumerable<Chunk> chunks, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "INSERT INTO _stellarforge_tables (table_name, identity, parts) VALUES (@p0, @p1, @p2)",
            cancellationToken, table, identity.Hash, JsonSerializer.Serialize(identity.Parts));
        foreach (var batch in chunks.Chunk(500))
        {
            // Numbers only: nothing to quote.
            var rows = string.Join(", ", batch.Select(chunk => FormattableString.Invariant($"(@p0, {chunk.Number}, {chunk.From}, {chunk.To})")));
            await connection.ExecuteAsync($"INSERT INTO _stellarforge_chunks (table_name, number, from_row, to_row) VALUES {rows}", cancellationToken, table);
        }
    }

    /// <summary>How far a fill is.</summary>
    public async Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        var (done, open) = (new List<Chunk>(), new List<Chunk>());
        foreach (var table in plan.Tables)
        {
            var chunks = await connection.QueryAsync(
                "SELECT number, from_row, to_row, done_at IS NOT NULL FROM _stellarforge_chunks WHERE table_name = @p0 ORDER BY number",
                row => (Chunk: ReadChunk(table, row), Done: row.GetInt64(3) != 0),
                cancellationToken, table.Schema.QualifiedName);
            foreach (var (chunk, isDone) in chunks)
                (isDone ? done : open).Add(chunk);
        }

        return new FillStatus(done, open);
    }

    /// <summary>Claims an open chunk of a table for the transaction, or gives <see langword="null"/> where others hold all that are left.</summary>
    /// <remarks>A server without SKIP LOCKED waits for the first open chunk: its workers take turns.</remarks>
    public async ValueTask<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) => (await connection.QueryAsync(
        $"""
        SELECT number, from_row, to_row FROM _stellarforge_chunks
        WHERE table_name = @p0 AND done_at IS NULL
          AND EXISTS (SELECT 1 FROM _stellarforge_tables WHERE table_name = @p0 AND identity = @p1)
        ORDER BY number LIMIT 1 FOR UPDATE{(server.SkipsLocked ? " SKIP LOCKED" : "")}
        """,
        row => ReadChunk(table, row),
        cancellationToken, table.Schema.QualifiedName, identity.Hash)).SingleOrDefault();

    /// <summary>Marks a claimed chunk.</summary>
    public Task MarkDoneAsync(Chunk chunk, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "UPDATE _stellarforge_chunks SET done_at = UTC_TIMESTAMP(6) WHERE table_name = @p0 AND number = @p1",
        cancellationToken, chunk.Table.Schema.QualifiedName, chunk.Number);

    /// <summary>The names of the tables whose chunks are all done: whether each is finished.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> CompleteAsync(CancellationToken cancellationToken) => (await connection.QueryAsync(
        """
        SELECT table_name, finished_at IS NOT NULL FROM _stellarforge_tables AS filled
        WHERE NOT EXISTS (SELECT 1 FROM _stellarforge_chunks WHERE table_name = filled.table_name AND done_at IS NULL)
        """,
        row => (Name: row.GetString(0), Finished: row.GetInt64(1) != 0),
        cancellationToken)).ToDictionary(table => table.Name, table => table.Finished);

    /// <summary>Marks a table whose indexes and statistics are made.</summary>
    public Task MarkFinishedAsync(string table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("UPDATE _stellarforge_tables SET finished_at = UTC_TIMESTAMP(6) WHERE table_name = @p0", cancellationToken, table);

    private static Chunk ReadChunk(Table table, MySqlDataReader row) => new(table, row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
}
