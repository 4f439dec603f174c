using System.Data.Common;
using System.Globalization;
using StellarForge.Schema;

namespace StellarForge.Engine.Relational;

/// <summary>The ledger in the target database: which tables were filled from which identity, and which of their chunks are done.</summary>
/// <param name="connection">An open connection; whatever is done is part of its transaction.</param>
/// <param name="sql">The database's words.</param>
public sealed class RelationalLedger(RelationalConnection connection, LedgerSql sql)
{
    // Enough for a handful of workers to go on without another cut.
    private const int ChunksPerCut = 16;

    private readonly Dictionary<TableSchema, string> _keys = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes the ledger where it is missing, and brings one of an earlier release up to date.</summary>
    /// <exception cref="FillRefusedException">It is of a later release.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        // Asked for first: whoever may only write to a ledger that is there needs no right to change one.
        var known = sql.Migrations.Count;
        var version = await VersionAsync(cancellationToken);
        if (version > known)
        {
            throw new FillRefusedException(FormattableString.Invariant(
                $"The target's ledger is of version {version}, made by a newer StellarForge; this one knows up to {known}. ")
                + "Fill this target by the newer one, or another target.");
        }

        if (version == known)
            return;
        foreach (var step in sql.Migrations.Skip(version).SelectMany(steps => steps))
        {
            if (step.Unless is null || !await connection.QueryBooleanAsync(step.Unless, cancellationToken))
                await connection.ExecuteAsync(step.Statement, cancellationToken);
        }

        if (await connection.ExecuteAsync(sql.ChangeVersion, cancellationToken, known) == 0)
            await connection.ExecuteAsync(sql.RecordVersion, cancellationToken, known);
    }

    /// <summary>Whether the ledger is still as the first release left it, and to bring it up to date can't be undone.</summary>
    internal async Task<bool> IsOfFirstReleaseAsync(CancellationToken cancellationToken) =>
        sql.FirstEntry is not null && await VersionAsync(cancellationToken) == 1
        && !(sql.Migrations[1][0].Unless is { } begun && await connection.QueryBooleanAsync(begun, cancellationToken));

    /// <summary>Whether a ledger is there that knows pipelines.</summary>
    public async Task<bool> HasPipelinesAsync(CancellationToken cancellationToken) => await VersionAsync(cancellationToken) >= sql.Migrations.Count;

    /// <summary>What the ledger has of a table, or <see langword="null"/>.</summary>
    public Task<LedgerEntry?> EntryAsync(TableSchema table, CancellationToken cancellationToken) => EntryAsync(sql.Entry, table, cancellationToken);

    /// <summary>What a ledger that <see cref="IsOfFirstReleaseAsync"/> has of a table, or <see langword="null"/>.</summary>
    internal Task<LedgerEntry?> FirstEntryAsync(TableSchema table, CancellationToken cancellationToken) =>
        EntryAsync(sql.FirstEntry!, table, cancellationToken);

    /// <summary>
    /// Leaves no chunk of a table to cut or to claim. Waits for whoever is loading one of them. The entry stays, with what it says of loaded rows.
    /// </summary>
    public async Task CloseAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(table, cancellationToken);
        await connection.ExecuteAsync(sql.Close, cancellationToken, key);
        await connection.ExecuteAsync(sql.ForgetOpenChunks, cancellationToken, key);
    }

    /// <summary>Deletes the entry of a table and its chunks. Waits for whoever is loading one of them.</summary>
    public async Task ForgetAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(table, cancellationToken);
        await connection.ExecuteAsync(sql.Close, cancellationToken, key);
        await connection.ExecuteAsync(sql.ForgetChunks, cancellationToken, key);
        await connection.ExecuteAsync(sql.ForgetTable, cancellationToken, key);
    }

    /// <summary>Enters a table of a fill; its chunks are cut as they are needed.</summary>
    /// <param name="plan">The fill.</param>
    /// <param name="table">The table.</param>
    /// <param name="isCreated">Whether a fill made the table.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RecordAsync(FillPlan plan, Table table, bool isCreated, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(table);
        var name = table.Schema.QualifiedName;
        var identity = plan.Identities[name];
        var end = plan.World.RootRows(table.Schema.Root);
        var chunkSize = Math.Clamp(plan.ChunkSizes[name], 1, Math.Max(1, end));
        await connection.ExecuteAsync(
            sql.RecordTable, cancellationToken,
            await KeyAsync(table.Schema, cancellationToken), identity.Hash, identity.ToJson(), chunkSize, end, isCreated ? 1 : 0);
    }

    /// <summary>How far a fill is.</summary>
    /// <exception cref="FillRefusedException">A table is another fill's by now, or the ledger lost chunks of it.</exception>
    public async Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var tables = new List<TableStatus>();
        foreach (var table in plan.Tables)
        {
            var entry = await EntryAsync(table.Schema, cancellationToken);
            FillRefusedException.ThrowIfTakenOver(table.Schema, entry?.Identity, plan.Identities[table.Schema.QualifiedName]);
            var end = plan.World.RootRows(table.Schema.Root);
            if (entry!.EndRow != end)
                throw LedgerEntry.Damaged(
                    table.Schema, FormattableString.Invariant($"end_row is {entry.EndRow}, and the fill has {end} rows of {table.Schema.Root}"));
            if (entry.OpenChunks == 0 && !entry.IsComplete)
                throw FillRefusedException.LostChunks(table.Schema, entry.DoneRows, entry.EndRow);
            tables.Add(new TableStatus(table, entry.DoneChunks, entry.OpenChunks, entry.LoadedRows));
        }

        return new FillStatus(tables);
    }

    /// <inheritdoc cref="IChunkLedger.HoldersAsync"/>
    public async Task<IReadOnlyList<ChunkHolder>> HoldersAsync(CancellationToken cancellationToken) =>
        sql.Holders is null ? [] : await connection.QueryAsync(sql.Holders, row => new ChunkHolder(row.GetString(0), row.GetString(1)), cancellationToken);

    /// <summary>Counts the rows of loaded chunks that an earlier release did not count.</summary>
    public async Task CountAsync(Table table, World world, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var key = await KeyAsync(table.Schema, cancellationToken);
        var (covered, loaded) = (0L, 0L);
        var chunks = await connection.QueryAsync(sql.Uncounted, Count, cancellationToken, key);
        await connection.ExecuteAsync(sql.Count, cancellationToken, key, (long)chunks.Count, covered, loaded);
        await connection.ExecuteAsync(sql.ForgetUncounted, cancellationToken, key);

        bool Count(DbDataReader row)
        {
            var chunk = ReadChunk(table, row);
            covered += chunk.To - chunk.From;
            loaded += chunk.Count(world);
            return true;
        }
    }

    /// <inheritdoc cref="IChunkLedger.ClaimAsync"/>
    public async Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(identity);
        return (await connection.QueryAsync(
            sql.Claim, row => ReadChunk(table, row), cancellationToken, await KeyAsync(table.Schema, cancellationToken), identity.Hash)).SingleOrDefault();
    }

    /// <inheritdoc cref="IChunkLedger.CutAsync"/>
    public async Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(identity);
        await connection.BeginAsync(cancellationToken);
        var entry = await EntryAsync(table.Schema, cancellationToken);
        var hasRows = entry?.Identity.Hash == identity.Hash && entry.NextRow < entry.EndRow;
        if (hasRows && await CutAsync(table, entry!, cancellationToken))
            await connection.CommitAsync(cancellationToken);
        else
            await connection.RollbackAsync();

        // Where others were first, their chunks are there to be claimed.
        return hasRows;
    }

    /// <inheritdoc cref="IChunkLedger.MarkDoneAsync"/>
    public async Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);

        // Never so where the claim's lock holds. Some servers take its words and do not lock.
        if (await connection.ExecuteAsync(sql.MarkDone, cancellationToken, await KeyAsync(chunk.Table.Schema, cancellationToken), chunk.Number, rows) != 1)
        {
            throw new TargetException(
                $"Chunk {chunk.Number} of table {chunk.Table} was loaded by another worker at the same time: the server does not lock what was claimed. " +
                "The second load was rolled back. Fill it with one worker alone (--workers 1).");
        }
    }

    /// <summary>The qualified names of a model's tables whose chunks are all done: whether each is finished.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> CompleteAsync(Model model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var complete = new Dictionary<string, bool>();
        foreach (var table in model.Tables.Select(table => table.Schema))
        {
            if (await EntryAsync(table, cancellationToken) is { IsComplete: true } entry)
                complete.Add(table.QualifiedName, entry.IsFinished);
        }

        return complete;
    }

    /// <summary>Marks a table whose keys, indexes and statistics are made.</summary>
    public async Task MarkFinishedAsync(TableSchema table, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(sql.MarkFinished, cancellationToken, await KeyAsync(table, cancellationToken));

    /// <summary>Remembers a foreign key that is away while its tables are loaded. One that is known stays as it was.</summary>
    public async Task SaveForeignKeyAsync(Model model, StoredForeignKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(key);
        var table = await KeyAsync(model.Find(key.Table)!.Schema, cancellationToken);
        var parent = await KeyAsync(model.Find(key.Parent)!.Schema, cancellationToken);
        if (!await connection.QueryBooleanAsync(sql.HasForeignKey, cancellationToken, table, key.Name))
            await connection.ExecuteAsync(sql.SaveForeignKey, cancellationToken, table, key.Name, parent, key.Definition);
    }

    /// <summary>The foreign keys between tables of a model that are away.</summary>
    public async Task<IReadOnlyList<StoredForeignKey>> SavedForeignKeysAsync(Model model, CancellationToken cancellationToken)
    {
        if (sql.ForeignKeys.Length == 0)
            return [];
        var names = await NamesAsync(model, cancellationToken);
        var keys = await connection.QueryAsync(
            sql.SavedForeignKeys, row => new StoredForeignKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), cancellationToken);
        return
        [
            .. keys.Where(key => names.ContainsKey(key.Table) && names.ContainsKey(key.Parent))
                .Select(key => key with { Table = names[key.Table], Parent = names[key.Parent] }),
        ];
    }

    /// <summary>Forgets a foreign key that is back, or gone.</summary>
    public async Task DeleteForeignKeyAsync(Model model, StoredForeignKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(key);
        await connection.ExecuteAsync(sql.DeleteForeignKey, cancellationToken, await KeyAsync(model.Find(key.Table)!.Schema, cancellationToken), key.Name);
    }

    private async Task<int> VersionAsync(CancellationToken cancellationToken)
    {
        if (await connection.QueryBooleanAsync(sql.HasVersion, cancellationToken)
            && await connection.QueryAsync(sql.Version, row => row.GetInt32(0), cancellationToken) is [var version])
            return version;
        return await connection.QueryBooleanAsync(sql.Exists, cancellationToken) ? 1 : 0;
    }

    private async Task<LedgerEntry?> EntryAsync(string statement, TableSchema table, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(
            statement, row => LedgerEntry.Read(table, row), cancellationToken, await KeyAsync(table, cancellationToken))).SingleOrDefault();

    // Loaded chunks are added to the entry's sums and deleted, so that the ledger stays small however many there are. Whoever moves the next row has the
    // entry locked; who looked before and comes too late changes nothing.
    private async Task<bool> CutAsync(Table table, LedgerEntry entry, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(table.Schema, cancellationToken);
        var loaded = await connection.QueryAsync(
            sql.Loaded, row => (Number: row.GetInt32(0), Covered: row.GetInt64(1), Rows: row.GetInt64(2)), cancellationToken, key);
        var cut = FillPlanner.Cut(table, entry.NextRow, entry.EndRow, entry.ChunkSize).Take(ChunksPerCut).ToList();
        if (await connection.ExecuteAsync(
            sql.Cut, cancellationToken, key, entry.Identity.Hash, entry.NextRow, cut[^1].To,
            (long)loaded.Count, loaded.Sum(chunk => chunk.Covered), loaded.Sum(chunk => chunk.Rows), entry.ChunkSize) != 1)
            return false;

        // Numbers only: nothing to quote.
        if (loaded.Count > 0)
        {
            var numbers = string.Join(", ", loaded.Select(chunk => chunk.Number.ToString(CultureInfo.InvariantCulture)));
            await connection.ExecuteAsync($"{sql.ForgetNumbers}({numbers})", cancellationToken, key);
        }

        var rows = string.Join(", ", cut.Select(chunk => FormattableString.Invariant($"(@p0, {chunk.Number}, {chunk.From}, {chunk.To})")));
        await connection.ExecuteAsync(sql.RecordChunks + rows, cancellationToken, key);
        return true;
    }

    // By its key in the ledger, the qualified name of each table of a model.
    private async Task<Dictionary<string, string>> NamesAsync(Model model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var names = new Dictionary<string, string>();
        foreach (var table in model.Tables.Select(table => table.Schema))
            names.TryAdd(await KeyAsync(table, cancellationToken), table.QualifiedName);
        return names;
    }

    // The ledger is one for all schemas of the database: a name alone may be several tables.
    private async ValueTask<string> KeyAsync(TableSchema table, CancellationToken cancellationToken)
    {
        if (sql.DefaultSchema is null || table.Schema is not null)
            return table.QualifiedName;
        if (!_keys.TryGetValue(table, out var key))
        {
            var schema = (await connection.QueryAsync(
                sql.DefaultSchema, row => row.IsDBNull(0) ? null : row.GetString(0), cancellationToken, table.Name)).Single();
            _keys.Add(table, key = schema is null ? table.Name : $"{schema}.{table.Name}");
        }

        return key;
    }

    private static Chunk ReadChunk(Table table, DbDataReader row) => new(table, row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
}
