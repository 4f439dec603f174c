using Npgsql;
using StellarForge.Engine;

namespace StellarForge.Targets.PostgreSql;

/// <summary>The ledger in the target database: which tables were filled from which identity, and which of their chunks are done.</summary>
/// <param name="connection">An open connection; whatever is done is part of its transaction.</param>
internal sealed class PostgreSqlLedger(NpgsqlConnection connection)
{
    // "stellarf" in ASCII. Advisory locks are the database's own, so one key does.
    private const string LockKey = "8319385928009347686";

    /// <summary>Waits for the target's lock, which the transaction holds to its end.</summary>
    public Task LockTransactionAsync(CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken);

    /// <summary>Waits for the target's lock, which the connection holds until it is closed.</summary>
    public Task LockConnectionAsync(CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"SELECT pg_advisory_lock({LockKey})", cancellationToken);

    /// <summary>Makes the ledger's tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        // Asked for first: whoever may only write to a ledger that is there needs no right to create one.
        if (await connection.ScalarAsync<bool>("SELECT to_regclass('stellarforge.foreign_keys') IS NOT NULL", cancellationToken))
            return;

        await connection.ExecuteAsync(
            """
            CREATE SCHEMA IF NOT EXISTS stellarforge;
            CREATE TABLE stellarforge.tables (
                table_name text PRIMARY KEY,
                identity text NOT NULL,
                parts jsonb NOT NULL,
                finished_at timestamptz);
            CREATE TABLE stellarforge.chunks (
                table_name text NOT NULL REFERENCES stellarforge.tables ON DELETE CASCADE,
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
            cancellationToken);
    }

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the ledger has none.</summary>
    public async Task<FillIdentity?> IdentityAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT identity, coalesce((SELECT array_agg(ARRAY[key, value]) FROM jsonb_each_text(parts)), '{}') FROM stellarforge.tables WHERE table_name = $1", table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var pairs = reader.GetFieldValue<string[,]>(1);
        return new FillIdentity(
            reader.GetString(0),
            Enumerable.Range(0, pairs.GetLength(0)).ToDictionary(pair => pairs[pair, 0], pair => pairs[pair, 1]));
    }

    /// <summary>Whether any chunk of a table is loaded.</summary>
    public Task<bool> HasDoneChunksAsync(string table, CancellationToken cancellationToken) =>
        connection.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM stellarforge.chunks WHERE table_name = $1 AND done_at IS NOT NULL)", cancellationToken, table);

    /// <summary>Strikes a table out, after whoever is loading one of its chunks.</summary>
    public Task ForgetAsync(string table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("DELETE FROM stellarforge.tables WHERE table_name = $1", cancellationToken, table);

    /// <summary>Enters a table and its chunks.</summary>
    public async Task RecordAsync(string table, FillIdentity identity, IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "INSERT INTO stellarforge.tables (table_name, identity, parts) SELECT $1, $2, coalesce(jsonb_object_agg(key, value), '{}') FROM unnest($3, $4) AS part (key, value)",
            cancellationToken, table, identity.Hash, identity.Parts.Keys.ToArray(), identity.Parts.Values.ToArray());
        await connection.ExecuteAsync(
            "INSERT INTO stellarforge.chunks (table_name, number, from_row, to_row) SELECT $1, * FROM unnest($2, $3, $4)",
            cancellationToken, table, chunks.Select(chunk => chunk.Number).ToArray(), chunks.Select(chunk => chunk.From).ToArray(), chunks.Select(chunk => chunk.To).ToArray());
    }

    /// <summary>How far a fill is.</summary>
    public async Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        var tables = plan.Tables.ToDictionary(table => table.Schema.QualifiedName);
        var (done, open) = (new List<Chunk>(), new List<Chunk>());
        await using var command = connection.Command(
            """
            SELECT table_name, number, from_row, to_row, done_at IS NOT NULL
            FROM stellarforge.chunks JOIN unnest($1) WITH ORDINALITY AS planned (table_name, position) USING (table_name)
            ORDER BY position, number
            """,
            [plan.Tables.Select(table => table.Schema.QualifiedName).ToArray()]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            (reader.GetBoolean(4) ? done : open).Add(new Chunk(tables[reader.GetString(0)], reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3)));
        return new FillStatus(done, open);
    }

    /// <summary>Claims an open chunk of a table for the transaction, or gives <see langword="null"/> where others hold all that are left.</summary>
    public async ValueTask<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            SELECT number, from_row, to_row FROM stellarforge.chunks
            WHERE table_name = $1 AND done_at IS NULL
              AND EXISTS (SELECT FROM stellarforge.tables WHERE table_name = $1 AND identity = $2)
            ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
            table.Schema.QualifiedName, identity.Hash);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Chunk(table, reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2))
            : null;
    }

    /// <summary>Marks a claimed chunk.</summary>
    public Task MarkDoneAsync(Chunk chunk, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            "UPDATE stellarforge.chunks SET done_at = now() WHERE table_name = $1 AND number = $2",
            cancellationToken, chunk.Table.Schema.QualifiedName, chunk.Number);

    /// <summary>The tables, of those given, whose chunks are all done: whether each is finished.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> CompleteAsync(IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        var complete = new Dictionary<string, bool>();
        await using var command = connection.Command(
            """
            SELECT table_name, finished_at IS NOT NULL FROM stellarforge.tables
            WHERE table_name = ANY ($1)
              AND NOT EXISTS (SELECT FROM stellarforge.chunks WHERE chunks.table_name = tables.table_name AND done_at IS NULL)
            """,
            [tables.ToArray()]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            complete.Add(reader.GetString(0), reader.GetBoolean(1));
        return complete;
    }

    /// <summary>Marks a table whose keys, indexes and statistics are made.</summary>
    public Task MarkFinishedAsync(string table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("UPDATE stellarforge.tables SET finished_at = now() WHERE table_name = $1", cancellationToken, table);

    /// <summary>Remembers a foreign key that is away while its tables are loaded.</summary>
    public Task KeepForeignKeyAsync(ForeignKey key, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            "INSERT INTO stellarforge.foreign_keys VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            cancellationToken, key.Table, key.Parent, key.Name, key.Definition);

    /// <summary>The foreign keys that are away.</summary>
    public async Task<IReadOnlyList<ForeignKey>> KeptForeignKeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<ForeignKey>();
        await using var command = connection.Command("SELECT table_name, parent_name, name, definition FROM stellarforge.foreign_keys ORDER BY 1, 3");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(new ForeignKey(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return keys;
    }

    /// <summary>Forgets a foreign key that is back.</summary>
    public Task ReleaseForeignKeyAsync(ForeignKey key, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("DELETE FROM stellarforge.foreign_keys WHERE table_name = $1 AND name = $2", cancellationToken, key.Table, key.Name);
}
