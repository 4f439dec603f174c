using StellarForge.Ddl;

namespace StellarForge.Engine.Relational;

/// <summary>Brings tables and ledger into the state that a fill starts or continues from, under the target's lock.</summary>
/// <param name="connection">Holds the lock.</param>
/// <param name="ledger">The ledger, on that connection.</param>
/// <param name="catalog">The catalog, on that connection.</param>
/// <param name="sql">The database's dialect.</param>
/// <param name="plan">The fill.</param>
/// <remarks>
/// Where DDL is transactional, all of it happens in one transaction, or nothing. Where it commits at once, as in MySQL, the order makes it safe to be
/// killed anywhere: a table is made before the ledger has it. What stands between is an empty table that the ledger does not know, which is as good as a new one.
/// </remarks>
public sealed class RelationalPreparation(RelationalConnection connection, RelationalLedger ledger, IRelationalCatalog catalog, SqlDialect sql, FillPlan plan)
{
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
        foreach (var key in await catalog.ForeignKeysAsync(plan.Model, prepared, cancellationToken))
            await SetAsideAsync(key, cancellationToken);
    }

    /// <summary>Drops the fill's tables that the ledger knows, and what it has of them. Any other is emptied where that is forced, and stays.</summary>
    /// <exception cref="FillRefusedException">A table has rows that no fill wrote.</exception>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        // All are looked at before the first is touched.
        var foreign = new List<TableSchema>();
        foreach (var table in plan.Tables.Select(table => table.Schema))
        {
            if (await ledger.IdentityAsync(table, cancellationToken) is not null || !await catalog.ExistsAsync(table, cancellationToken))
                continue;
            if (!plan.IsForced && await catalog.HoldsRowsAsync(table, cancellationToken))
                throw FillRefusedException.ForeignRows(table);
            foreign.Add(table);
        }

        // The ledger first: it waits for chunks in the hands of others, who need their tables until then.
        var planned = plan.Tables.Select(table => table.Schema).ToDictionary(table => table.QualifiedName);
        foreach (var table in planned.Values)
            await ledger.ForgetAsync(table, cancellationToken);

        // Those of a table that stays are put back when its parents are loaded again.
        foreach (var key in await catalog.ForeignKeysAsync(plan.Model, planned.Values, cancellationToken))
            await SetAsideAsync(key, cancellationToken);
        foreach (var key in await ledger.SavedForeignKeysAsync(cancellationToken))
        {
            if (planned.ContainsKey(key.Table))
                await ledger.DeleteForeignKeyAsync(key, cancellationToken);
        }

        foreach (var table in planned.Values)
            await connection.ExecuteAsync(foreign.Contains(table) ? sql.EmptyTable(table) : sql.DropTable(table), cancellationToken);
    }

    private async Task<bool> PrepareAsync(Table table, CancellationToken cancellationToken)
    {
        var schema = table.Schema;
        var identity = plan.Identities[schema.QualifiedName];
        var recorded = await ledger.IdentityAsync(schema, cancellationToken);
        var same = recorded?.Hash == identity.Hash;
        var exists = await catalog.ExistsAsync(schema, cancellationToken);
        if (exists)
        {
            await catalog.CompareAsync(schema, cancellationToken);
            if (same && !await IsEmptiedAsync(schema, cancellationToken))
                return false;
        }
        else
        {
            if (sql.CreateSchema(schema) is { } createSchema)
                await connection.ExecuteAsync(createSchema, cancellationToken);
            await connection.ExecuteAsync(sql.CreateTable(await WithParentsAsync(schema, cancellationToken), constraints: false), cancellationToken);
        }

        var owns = !connection.InTransaction;
        if (owns)
            await connection.BeginAsync(cancellationToken);

        // What others are loading is waited for here, and seen by the next statement.
        await ledger.ForgetAsync(schema, cancellationToken);
        if (exists && !same && await catalog.HoldsRowsAsync(schema, cancellationToken))
            throw recorded is null ? FillRefusedException.ForeignRows(schema) : FillRefusedException.OtherFill(schema, recorded, identity);
        await ledger.RecordAsync(schema, identity, plan.Chunks(table), cancellationToken);
        if (owns)
            await connection.CommitAsync(cancellationToken);
        return true;
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

    // Rows are there exactly when their chunks are done, unless the table was emptied behind the ledger's back.
    private async Task<bool> IsEmptiedAsync(TableSchema table, CancellationToken cancellationToken) =>
        await ledger.HasDoneChunksAsync(table, cancellationToken) && !await catalog.HoldsRowsAsync(table, cancellationToken);

    private async Task SetAsideAsync(StoredForeignKey key, CancellationToken cancellationToken)
    {
        await ledger.SaveForeignKeyAsync(key, cancellationToken);
        var table = plan.Model.Find(key.Table)!.Schema;
        await connection.ExecuteAsync($"ALTER TABLE {sql.QuoteTable(table)} DROP CONSTRAINT {sql.Quote(key.Name)}", cancellationToken);
    }
}
