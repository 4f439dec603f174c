using StellarForge.Ddl;
using StellarForge.Engine;

namespace StellarForge.Targets.SqlServer;

/// <summary>Brings tables and ledger into the state that a fill starts or continues from; all of it or, in its transaction, nothing.</summary>
internal sealed class SqlServerPreparation(SqlServerConnection connection, SqlServerLedger ledger, FillPlan plan)
{
    private static readonly SqlDialect Sql = SqlDialect.SqlServer;

    private readonly SqlServerCatalog _catalog = new(connection);

    public async Task RunAsync(bool recreate, CancellationToken cancellationToken)
    {
        if (recreate)
            await DropAsync(cancellationToken);

        var fresh = new List<TableSchema>();
        foreach (var table in plan.Tables)
        {
            if (await PrepareAsync(table, cancellationToken))
                fresh.Add(table.Schema);
        }

        // A table of an application's own has its foreign keys already. Chunks arrive in any order, so they have to wait.
        foreach (var (key, disabled) in await _catalog.ForeignKeysAsync(plan.Model, fresh, cancellationToken))
        {
            if (disabled)
                continue;
            await ledger.KeepForeignKeyAsync(key, cancellationToken);
            await connection.ExecuteAsync(SqlServerStatements.DisableForeignKey(TableOf(key), Sql.Quote(key.Name)), cancellationToken);
        }
    }

    private async Task DropAsync(CancellationToken cancellationToken)
    {
        // The ledger first: it waits for chunks in the hands of others, who need their tables until then.
        foreach (var table in plan.Tables)
            await ledger.ForgetAsync(table.Schema.QualifiedName, cancellationToken);

        // A table that is referred to can't be dropped, even by a disabled key. Finishing makes the model's anew.
        var planned = plan.Tables.Select(table => table.Schema).ToList();
        foreach (var (key, _) in await _catalog.ForeignKeysAsync(plan.Model, planned, cancellationToken))
        {
            await ledger.ReleaseForeignKeyAsync(key, cancellationToken);
            await connection.ExecuteAsync(SqlServerStatements.DropForeignKey(TableOf(key), Sql.Quote(key.Name)), cancellationToken);
        }

        foreach (var table in planned)
            await connection.ExecuteAsync(Sql.DropTable(table), cancellationToken);
    }

    /// <summary>Enters a table that the ledger does not have, or whose rows somebody took away.</summary>
    /// <returns>Whether it was entered.</returns>
    private async Task<bool> PrepareAsync(Table table, CancellationToken cancellationToken)
    {
        var name = table.Schema.QualifiedName;
        var identity = plan.Identities[name];
        var recorded = await ledger.IdentityAsync(name, cancellationToken);
        if (await _catalog.ExistsAsync(table.Schema, cancellationToken))
        {
            await _catalog.CompareAsync(table.Schema, cancellationToken);
            var same = recorded?.Hash == identity.Hash;
            if (same && !await IsEmptiedAsync(table, cancellationToken))
                return false;

            // What others are loading is waited for here, and seen by the next statement.
            await ledger.ForgetAsync(name, cancellationToken);
            if (!same && await _catalog.HoldsRowsAsync(table.Schema, cancellationToken))
                throw recorded is null ? FillRefusedException.ForeignRows(table.Schema) : FillRefusedException.OtherFill(table.Schema, recorded, identity);
        }
        else
        {
            await ledger.ForgetAsync(name, cancellationToken);
            if (Sql.CreateSchema(table.Schema) is { } createSchema)
                await connection.ExecuteAsync(createSchema, cancellationToken);
            await connection.ExecuteAsync(Sql.CreateTable(table.Schema, constraints: false), cancellationToken);
        }

        await ledger.RecordAsync(name, identity, plan.Chunks.Where(chunk => ReferenceEquals(chunk.Table, table)), cancellationToken);
        return true;
    }

    // Rows are there exactly when their chunks are done, unless the table was emptied behind the ledger's back.
    private async Task<bool> IsEmptiedAsync(Table table, CancellationToken cancellationToken) =>
        await ledger.HasDoneChunksAsync(table.Schema.QualifiedName, cancellationToken)
        && !await _catalog.HoldsRowsAsync(table.Schema, cancellationToken);

    private string TableOf(ForeignKey key) => Sql.QuoteTable(plan.Model.Find(key.Table)!.Schema);
}
