using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.SqlServer;

/// <summary>
/// Gives loaded tables what they were loaded without. Each step looks first whether it is done, so that a finish that was cut
/// short, or a table that an application made with its own keys, needs no special case. One after the other: the server builds an index on all its cores.
/// </summary>
/// <param name="connection">The connection that holds the target's lock.</param>
/// <param name="ledger">The ledger, over that connection.</param>
/// <param name="plan">The fill.</param>
internal sealed class SqlServerFinish(RelationalConnection connection, RelationalLedger ledger, FillPlan plan)
{
    private static readonly SqlDialect Sql = SqlServerDialect.Instance;

    private readonly SqlServerCatalog _catalog = new(connection);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var complete = await ledger.CompleteAsync(plan.Model, cancellationToken);
        foreach (var table in plan.Tables.Select(table => table.Schema))
        {
            if (complete.TryGetValue(table.QualifiedName, out var finished) && !finished)
                await FinishTableAsync(table, cancellationToken);
        }

        // A table of another fill, which was killed before it finished, has no key to refer to. That fill adds the foreign keys when it goes on.
        var ready = plan.Model.Tables.Select(table => table.Schema)
            .Where(IsFinished)
            .ToDictionary(table => table.QualifiedName);
        foreach (var key in await ledger.SavedForeignKeysAsync(plan.Model, cancellationToken))
        {
            if (!ready.TryGetValue(key.Table, out var table) || !ready.TryGetValue(key.Parent, out var parent) || !plan.Connects(table, parent))
                continue;

            // It looks at the rows, so that the optimizer trusts the key.
            await connection.BeginAsync(cancellationToken);
            await connection.ExecuteAsync($"ALTER TABLE {Sql.QuoteTable(table)} ADD CONSTRAINT {Sql.Quote(key.Name)} {key.Definition}", cancellationToken);
            await ledger.DeleteForeignKeyAsync(plan.Model, key, cancellationToken);
            await connection.CommitAsync(cancellationToken);
        }

        foreach (var table in ready.Values)
        {
            foreach (var reference in table.References)
            {
                if (ready.TryGetValue(reference.Parent, out var parent) && plan.Connects(table, parent)
                    && !await _catalog.HasForeignKeyAsync(table, reference, parent, cancellationToken))
                    await connection.ExecuteAsync(Sql.AddForeignKey(table, reference), cancellationToken);
            }
        }

        bool IsFinished(TableSchema table) => complete.TryGetValue(table.QualifiedName, out var finished)
            && (finished || plan.Tables.Any(filled => filled.Schema.QualifiedName == table.QualifiedName));
    }

    private async Task FinishTableAsync(TableSchema table, CancellationToken cancellationToken)
    {
        if (Sql.AddPrimaryKey(table) is { } addPrimaryKey && !await _catalog.HasPrimaryKeyAsync(table, cancellationToken))
            await connection.ExecuteAsync(addPrimaryKey, cancellationToken);

        foreach (var (index, create) in table.Indexes.Zip(Sql.CreateIndexes(table)))
        {
            if (!await _catalog.HasIndexAsync(table, index, cancellationToken))
                await connection.ExecuteAsync(create, cancellationToken);
        }

        var quoted = Sql.QuoteTable(table);
        if (await _catalog.HasIdentityAsync(table, cancellationToken))
            await connection.ExecuteAsync(SqlServerStatements.Reseed(quoted), cancellationToken);
        await connection.ExecuteAsync(SqlServerStatements.UpdateStatistics(quoted), cancellationToken);
        await ledger.MarkFinishedAsync(table, cancellationToken);
    }
}
