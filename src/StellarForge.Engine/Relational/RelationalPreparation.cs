using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Engine.Relational;

/// <summary>Brings tables and ledger into the state that a fill starts or continues from, under the target's lock.</summary>
/// <param name="connection">Holds the lock.</param>
/// <param name="ledger">The ledger, on that connection.</param>
/// <param name="catalog">The catalog, on that connection.</param>
/// <param name="sql">The database's dialect.</param>
/// <param name="plan">The fill.</param>
/// <remarks>
/// Where DDL is transactional, all of it happens in one transaction, or nothing. Where it commits at once, as in MySQL, the order makes it safe to be
/// killed anywhere: the ledger forgets what it had, the table is made, the ledger has it. What stands between is an empty table that the ledger
/// does not know, which is as good as a new one.
/// </remarks>
internal sealed class RelationalPreparation(
    RelationalConnection connection, RelationalLedger ledger, IRelationalCatalog catalog, SqlDialect sql, FillPlan plan)
{
    /// <summary>
    /// Refuses what would be refused later, while the ledger is as the first release left it: once it is changed, that release can't go on with a fill.
    /// </summary>
    /// <exception cref="FillRefusedException">A table has other columns, or rows of something else.</exception>
    public async Task CheckFirstReleaseAsync(bool recreate, CancellationToken cancellationToken)
    {
        foreach (var table in plan.Tables.Select(table => table.Schema))
        {
            if (!await catalog.ExistsAsync(table, cancellationToken))
                continue;
            var entry = await ledger.FirstEntryAsync(table, cancellationToken);
            if (recreate)
            {
                await CheckDropAsync(table, entry, cancellationToken);
                continue;
            }

            await catalog.CompareAsync(table, cancellationToken);
            var identity = plan.Identities[table.QualifiedName];
            if (entry?.Identity.Hash == identity.Hash)
                continue;

            // Rows of a chunk in hand can't be seen.
            if (entry is { CutChunks: > 0 } || await catalog.HoldsRowsAsync(table, cancellationToken))
                throw entry is null ? FillRefusedException.ForeignRows(table) : FillRefusedException.OtherFill(table, entry.Identity, identity);
        }
    }

    /// <summary>Makes the tables that are missing, refuses those that don't fit, and records what the ledger does not have.</summary>
    /// <exception cref="FillRefusedException">A table has other columns, or rows of something else.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var prepared = new List<TableSchema>();
        foreach (var table in plan.Tables)
        {
            if (await PrepareAsync(table, cancellationToken))
                prepared.Add(table.Schema);
        }

        // A table of an application's own has its foreign keys already. Chunks arrive in any order, so they have to wait.
        foreach (var key in await catalog.ForeignKeysAsync(plan.Model.Tables.Select(table => table.Schema), prepared, cancellationToken))
            await SetAsideAsync(key, cancellationToken);
    }

    /// <summary>
    /// Drops the tables of the fill that a fill made, empties those that a fill only filled, and deletes what the ledger has of both. Rows that no fill wrote
    /// go with them only where that is forced.
    /// </summary>
    /// <exception cref="FillRefusedException">A table has rows that no fill wrote.</exception>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        // All are looked at before the first is touched, and no chunk is loaded meanwhile: of rows that are counted, the ledger must know. Closing waits for
        // chunks in the hands of others, who need their tables until then; it is undone where a table is refused. The entries go last, where each step is a
        // transaction of its own: of a table without an entry, whoever comes after a kill would take the rows for somebody else's.
        var emptied = new HashSet<string>();
        var tables = plan.Tables.Select(table => table.Schema).ToList();
        await connection.InTransactionAsync(
            async () =>
            {
                foreach (var table in tables)
                    await ledger.CloseAsync(table, cancellationToken);
                foreach (var table in tables)
                {
                    if (!await catalog.ExistsAsync(table, cancellationToken))
                        continue;
                    var entry = await ledger.EntryAsync(table, cancellationToken);
                    await CheckDropAsync(table, entry, cancellationToken);
                    if (entry is not { IsCreated: true })
                        emptied.Add(table.QualifiedName);
                }
            },
            cancellationToken);

        // Those of a table that stays are put back when its parents are loaded again.
        foreach (var key in await catalog.ForeignKeysAsync(plan.Model.Tables.Select(table => table.Schema), tables, cancellationToken))
            await SetAsideAsync(key, cancellationToken);
        var dropped = tables.Select(table => table.QualifiedName).Where(name => !emptied.Contains(name)).ToHashSet();
        foreach (var key in await ledger.SavedForeignKeysAsync(plan.Model, cancellationToken))
        {
            if (dropped.Contains(key.Table))
                await ledger.DeleteForeignKeyAsync(plan.Model, key, cancellationToken);
        }

        foreach (var table in tables)
        {
            await connection.ExecuteAsync(emptied.Contains(table.QualifiedName) ? sql.EmptyTable(table) : sql.DropTable(table), cancellationToken);
            await ledger.ForgetAsync(table, cancellationToken);
        }
    }

    private async Task CheckDropAsync(TableSchema table, LedgerEntry? entry, CancellationToken cancellationToken)
    {
        if (!plan.IsForced && entry is not { UncountedChunks: > 0 }
            && await catalog.CountRowsAsync(table, cancellationToken) is var rows && rows > (entry?.LoadedRows ?? 0))
            throw FillRefusedException.ForeignRows(table, rows, entry?.LoadedRows ?? 0);
    }

    private async Task<bool> PrepareAsync(Table table, CancellationToken cancellationToken)
    {
        var schema = table.Schema;
        var identity = plan.Identities[schema.QualifiedName];
        var entry = await EntryAsync(table, identity, cancellationToken);
        var same = entry?.Identity.Hash == identity.Hash;
        var exists = await catalog.ExistsAsync(schema, cancellationToken);
        if (exists)
        {
            await catalog.CompareAsync(schema, cancellationToken);

            // Rows that were loaded are gone: the table was emptied by hand.
            if (same && (entry!.LoadedRows == 0 || await catalog.HoldsRowsAsync(schema, cancellationToken)))
                return false;
        }
        else
        {
            // Before the table is there: while it is, nobody must find a chunk of the fill before to claim.
            await connection.InTransactionAsync(() => ledger.ForgetAsync(schema, cancellationToken), cancellationToken);
            if (sql.CreateSchema(schema) is { } createSchema)
                await connection.ExecuteAsync(createSchema, cancellationToken);
            await connection.ExecuteAsync(sql.CreateTable(await WithParentsAsync(schema, cancellationToken), constraints: false), cancellationToken);
        }

        await connection.InTransactionAsync(
            async () =>
            {
                // What others are loading is waited for here, and seen by the next statement.
                await ledger.ForgetAsync(schema, cancellationToken);
                if (exists && await catalog.HoldsRowsAsync(schema, cancellationToken))
                {
                    throw entry is null ? FillRefusedException.ForeignRows(schema)
                        : same ? FillRefusedException.Emptied(schema)
                        : FillRefusedException.OtherFill(schema, entry.Identity, identity);
                }

                await ledger.RecordAsync(plan, table, isCreated: !exists || entry is { IsCreated: true }, cancellationToken);
            },
            cancellationToken);
        return true;
    }

    // Only the fill's own identity says how many rows the chunks of an earlier release had.
    private async Task<LedgerEntry?> EntryAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
    {
        var entry = await ledger.EntryAsync(table.Schema, cancellationToken);
        if (entry is not { UncountedChunks: > 0 } || entry.Identity.Hash != identity.Hash)
            return entry;
        await connection.InTransactionAsync(() => ledger.CountAsync(table, plan.World, cancellationToken), cancellationToken);
        return await ledger.EntryAsync(table.Schema, cancellationToken);
    }

    // Where foreign keys are declared with the table, one that refers to nothing would fail each statement that an application runs.
    private async Task<TableSchema> WithParentsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var references = new List<ReferenceSchema>();
        foreach (var reference in table.References)
        {
            var parent = plan.Model.Find(reference.Parent)!;
            if (plan.Tables.Contains(parent) || await catalog.ExistsAsync(parent.Schema, cancellationToken))
                references.Add(reference);
        }

        return table with { References = [.. references] };
    }

    private async Task SetAsideAsync(StoredForeignKey key, CancellationToken cancellationToken)
    {
        await ledger.SaveForeignKeyAsync(plan.Model, key, cancellationToken);
        var table = plan.Model.Find(key.Table)!.Schema;
        await connection.ExecuteAsync($"ALTER TABLE {sql.QuoteTable(table)} DROP CONSTRAINT {sql.Quote(key.Name)}", cancellationToken);
    }
}
