using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.MySql;

/// <summary>
/// Gives loaded tables what they were loaded without. Each step looks first whether it is done, so that a finish that was cut
/// short, or a table that an application made with its own keys, needs no special case.
/// </summary>
internal sealed class MySqlFinish(RelationalConnection connection, RelationalLedger ledger, FillPlan plan)
{
    private static readonly SqlDialect Sql = MySqlDialect.Instance;

    private readonly MySqlCatalog _catalog = new(connection);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var complete = await ledger.CompleteAsync(plan.Model, cancellationToken);
        var loaded = plan.Model.Tables.Select(table => table.Schema).Where(table => complete.ContainsKey(table.QualifiedName)).ToList();
        var fresh = loaded.Where(table => !complete[table.QualifiedName]).ToList();
        foreach (var table in fresh)
            await AddIndexesAsync(table, cancellationToken);

        // Also of tables that were finished before one that they refer to, or that refers to them, was filled.
        foreach (var table in loaded)
        {
            foreach (var reference in table.References)
            {
                if (loaded.Find(parent => parent.QualifiedName == reference.Parent) is { } parent && plan.Connects(table, parent)
                    && (fresh.Contains(table) || fresh.Contains(parent)))
                    await AddForeignKeyAsync(table, reference, parent, cancellationToken);
            }
        }

        foreach (var table in fresh)
        {
            await connection.ExecuteAsync($"ANALYZE TABLE {Sql.QuoteTable(table)}", cancellationToken);
            await ledger.MarkFinishedAsync(table, cancellationToken);
        }
    }

    private async Task AddIndexesAsync(TableSchema table, CancellationToken cancellationToken)
    {
        foreach (var (index, create) in table.Indexes.Zip(Sql.CreateIndexes(table)))
        {
            if (!await _catalog.HasIndexAsync(table, index, cancellationToken))
                await connection.ExecuteAsync(create, cancellationToken);
        }
    }

    // With checks on, the server would add a key by copying the table. Off, it adds it in place,
    // and the rows are looked at here; also those of a key that was there.
    private async Task AddForeignKeyAsync(TableSchema table, ReferenceSchema reference, TableSchema parent, CancellationToken cancellationToken)
    {
        var pairs = reference.Columns.Zip(
            reference.ParentColumns, (column, key) => (Child: $"child.{Sql.Quote(table.Columns[column].Name)}", Parent: $"parent.{Sql.Quote(key)}")).ToList();
        var orphan = await connection.QueryBooleanAsync(
            $"""
            SELECT 1 FROM {Sql.QuoteTable(table)} AS child
            LEFT JOIN {Sql.QuoteTable(parent)} AS parent ON {string.Join(" AND ", pairs.Select(pair => $"{pair.Parent} = {pair.Child}"))}
            WHERE {string.Join(" AND ", pairs.Select(pair => $"{pair.Child} IS NOT NULL"))} AND {pairs[0].Parent} IS NULL LIMIT 1
            """,
            cancellationToken);
        if (orphan)
        {
            throw new TargetException(
                $"Rows of table {table} refer by {reference.Name} to rows of {parent} that are not there. " +
                    "Were rows deleted or changed meanwhile? Fill both anew by --recreate.");
        }

        if (!await _catalog.HasForeignKeyAsync(table, reference, parent, cancellationToken))
            await connection.ExecuteAsync(Sql.AddForeignKey(table, reference), cancellationToken);
    }
}
