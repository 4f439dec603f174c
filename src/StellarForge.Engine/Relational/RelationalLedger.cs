using System.Data.Common;
using System.Text.Json;

namespace StellarForge.Engine.Relational;

/// <summary>The ledger in the target database: which tables were filled from which identity, and which of their chunks are done.</summary>
/// <param name="connection">An open connection; whatever is done is part of its transaction.</param>
/// <param name="sql">The database's words.</param>
public sealed class RelationalLedger(RelationalConnection connection, LedgerSql sql)
{
    /// <summary>Makes the ledger's tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        // Asked for first: whoever may only write to a ledger that is there needs no right to create one.
        if (await connection.QueryBooleanAsync(sql.Exists, cancellationToken))
            return;
        foreach (var statement in sql.Create)
            await connection.ExecuteAsync(statement, cancellationToken);
    }

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the ledger has none.</summary>
    public async Task<FillIdentity?> IdentityAsync(TableSchema table, CancellationToken cancellationToken) => (await connection.QueryAsync(
        sql.Identity,
        row => FillIdentity.Parse(table, row.GetString(0), row.GetString(1)),
        cancellationToken, Name(table))).SingleOrDefault();

    /// <summary>Whether any chunk of a table is loaded.</summary>
    public Task<bool> HasDoneChunksAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(sql.CountDone, cancellationToken, Name(table));

    /// <summary>Deletes the entry of a table and its chunks. Waits for whoever is loading one of them.</summary>
    public async Task ForgetAsync(TableSchema table, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(sql.ForgetChunks, cancellationToken, Name(table));
        await connection.ExecuteAsync(sql.ForgetTable, cancellationToken, Name(table));
    }

    /// <summary>Enters a table and its chunks.</summary>
    public async Task RecordAsync(TableSchema table, FillIdentity identity, IEnumerable<Chunk> chunks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        await connection.ExecuteAsync(sql.RecordTable, cancellationToken, Name(table), identity.Hash, JsonSerializer.Serialize(identity.Parts));
        foreach (var batch in chunks.Chunk(500))
        {
            // Numbers only: nothing to quote.
            var rows = string.Join(", ", batch.Select(chunk => FormattableString.Invariant($"(@p0, {chunk.Number}, {chunk.From}, {chunk.To})")));
            await connection.ExecuteAsync(sql.RecordChunks + rows, cancellationToken, Name(table));
        }
    }

    /// <summary>How far a fill is.</summary>
    /// <exception cref="FillRefusedException">A table is another fill's by now.</exception>
    public async Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var tables = new List<TableStatus>();
        foreach (var table in plan.Tables)
        {
            FillRefusedException.ThrowIfTakenOver(table.Schema, await IdentityAsync(table.Schema, cancellationToken), plan.Identities[table.Schema.QualifiedName]);
            var chunks = await connection.QueryAsync(
                sql.Status, row => (Chunk: ReadChunk(table, row), Done: !row.IsDBNull(3)), cancellationToken, Name(table.Schema));
            var done = chunks.Where(chunk => chunk.Done).ToList();
            tables.Add(new TableStatus(table, done.Count, chunks.Count - done.Count, done.Sum(chunk => chunk.Chunk.Count(plan.World))));
        }

        return new FillStatus(tables);
    }

    /// <inheritdoc cref="IChunkLedger.ClaimAsync"/>
    public async Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(identity);
        return (await connection.QueryAsync(sql.Claim, row => ReadChunk(table, row), cancellationToken, Name(table.Schema), identity.Hash)).SingleOrDefault();
    }

    /// <inheritdoc cref="IChunkLedger.MarkDoneAsync"/>
    public async Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);

        // Never so where the claim's lock holds. Some servers take its words and do not lock.
        if (await connection.ExecuteAsync(sql.MarkDone, cancellationToken, Name(chunk.Table.Schema), chunk.Number) != 1)
        {
            throw new TargetException(
                $"Chunk {chunk.Number} of table {chunk.Table} was loaded by another worker at the same time: the server does not lock what was claimed. The second load was rolled back. Fill it with one worker alone (--workers 1).");
        }
    }

    /// <summary>The qualified names of the tables whose chunks are all done: whether each is finished.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> CompleteAsync(CancellationToken cancellationToken) =>
        (await connection.QueryAsync(sql.Complete, row => (row.GetString(0), !row.IsDBNull(1)), cancellationToken)).ToDictionary();

    /// <summary>Marks a table whose keys, indexes and statistics are made.</summary>
    public Task MarkFinishedAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(sql.MarkFinished, cancellationToken, Name(table));

    /// <summary>Remembers a foreign key that is away while its tables are loaded. One that is known stays as it was.</summary>
    public async Task SaveForeignKeyAsync(StoredForeignKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!await connection.QueryBooleanAsync(sql.HasForeignKey, cancellationToken, key.Table, key.Name))
            await connection.ExecuteAsync(sql.SaveForeignKey, cancellationToken, key.Table, key.Name, key.Parent, key.Definition);
    }

    /// <summary>The foreign keys that are away.</summary>
    public async Task<IReadOnlyList<StoredForeignKey>> SavedForeignKeysAsync(CancellationToken cancellationToken) => sql.ForeignKeys.Length == 0 ? [] : await connection.QueryAsync(
        sql.SavedForeignKeys, row => new StoredForeignKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), cancellationToken);

    /// <summary>Forgets a foreign key that is back, or gone.</summary>
    public Task DeleteForeignKeyAsync(StoredForeignKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return connection.ExecuteAsync(sql.DeleteForeignKey, cancellationToken, key.Table, key.Name);
    }

    private static string Name(TableSchema table) => table.QualifiedName;

    private static Chunk ReadChunk(Table table, DbDataReader row) => new(table, row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
}
