using StellarForge.Ddl;
using StellarForge.Engine;

namespace StellarForge.Targets.MySql;

/// <summary>Brings tables and ledger into the state that a fill starts or continues from, under the target's lock.</summary>
/// <remarks>
/// DDL commits at once here, so the order makes it safe to be killed anywhere: a table is made before the ledger has it, and dropped before the ledger
/// forgets it. What stands between is an empty table that the ledger does not know, or a table it knows that is not there; both are made anew.
/// </remarks>
internal sealed class MySqlPreparation(MySqlConnection connection, MySqlLedger ledger, FillPlan plan)
{
    private static readonly SqlDialect Sql = SqlDialect.MySql;

    private readonly MySqlCatalog _catalog = new(connection);

    public async Task RunAsync(bool recreate, CancellationToken cancellationToken)
    {
        CheckNames();
        await ledger.CreateAsync(cancellationToken);
        if (recreate)
        {
            // Waits for those who are loading a chunk.
            foreach (var table in plan.Tables.Reverse())
                await connection.ExecuteAsync(Sql.DropTable(table.Schema), cancellationToken);
        }

        foreach (var table in plan.Tables)
            await PrepareAsync(table, cancellationToken);
    }

    private async Task PrepareAsync(Table table, CancellationToken cancellationToken)
    {
        var name = table.Schema.QualifiedName;
        var identity = plan.Identities[name];
        if (await _catalog.ExistsAsync(table.Schema, cancellationToken))
        {
            await _catalog.CompareAsync(table.Schema, cancellationToken);
            var recorded = await ledger.IdentityAsync(name, cancellationToken);
            var same = recorded?.Hash == identity.Hash;
            if (same && !await IsEmptiedAsync(table, cancellationToken))
                return;
            if (!same && await _catalog.HoldsRowsAsync(table.Schema, cancellationToken))
                throw recorded is null ? FillRefusedException.ForeignRows(table.Schema) : FillRefusedException.OtherFill(table.Schema, recorded, identity);
        }
        else
        {
            await connection.ExecuteAsync(Sql.CreateTable(table.Schema, constraints: false), cancellationToken);
        }

        await connection.ExecuteAsync("START TRANSACTION", cancellationToken);
        await ledger.ForgetAsync(name, cancellationToken);
        await ledger.RecordAsync(name, identity, plan.Chunks.Where(chunk => ReferenceEquals(chunk.Table, table)), cancellationToken);
        await connection.ExecuteAsync("COMMIT", cancellationToken);
    }

    // Rows are there exactly when their chunks are done, unless the table was emptied behind the ledger's back.
    private async Task<bool> IsEmptiedAsync(Table table, CancellationToken cancellationToken) =>
        await ledger.HasDoneChunksAsync(table.Schema.QualifiedName, cancellationToken)
        && !await _catalog.HoldsRowsAsync(table.Schema, cancellationToken);

    private void CheckNames()
    {
        foreach (var tables in plan.Model.Tables.GroupBy(table => table.Schema.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (tables.Count() > 1 && tables.Any(plan.Tables.Contains))
                throw new FillRefusedException($"MySQL has no schemas, and the tables {string.Join(" and ", tables)} would be one. Give one of them another name, or leave it out by --tables.");
        }
    }
}
