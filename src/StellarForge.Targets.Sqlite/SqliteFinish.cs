using System.Globalization;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// Gives loaded tables their indexes and statistics, and checks foreign keys: all in one transaction, so that a finish that is cut short has done nothing.
/// </summary>
internal sealed class SqliteFinish(RelationalConnection connection, RelationalLedger ledger, FillPlan plan)
{
    private static readonly SqlDialect Sql = SqliteDialect.Instance;

    private readonly SqliteCatalog _catalog = new(connection);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await connection.BeginAsync(cancellationToken);
        var complete = await ledger.CompleteAsync(plan.Model, cancellationToken);
        var loaded = plan.Model.Tables.Select(table => table.Schema).Where(table => complete.ContainsKey(table.QualifiedName)).ToList();
        var fresh = loaded.Where(table => !complete[table.QualifiedName]).ToList();

        // All indexes before the first check: a foreign key may refer to a unique column.
        foreach (var table in fresh)
            await AddIndexesAsync(table, cancellationToken);
        foreach (var table in loaded)
        {
            foreach (var reference in table.References)
            {
                if (loaded.Find(parent => parent.QualifiedName == reference.Parent) is { } parent && (fresh.Contains(table) || fresh.Contains(parent)))
                    await CheckAsync(table, reference, parent, cancellationToken);
            }
        }

        foreach (var table in fresh)
            await ledger.MarkFinishedAsync(table, cancellationToken);
        await connection.CommitAsync(cancellationToken);
    }

    private async Task AddIndexesAsync(TableSchema table, CancellationToken cancellationToken)
    {
        foreach (var (index, create) in table.Indexes.Zip(Sql.CreateIndexes(table)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await _catalog.HasIndexAsync(table, index, cancellationToken))
                await connection.ExecuteAsync(create, cancellationToken);
        }

        // The first rows of each index's values tell the planner enough.
        await connection.ExecuteAsync($"PRAGMA analysis_limit = 1000; ANALYZE {Sql.QuoteTable(table)}", cancellationToken);
    }

    // What PRAGMA foreign_key_check looks for, in one scan: where the parent's keys are row ids without a gap, as
    // sequences are, a comparison does for a look-up.
    private async Task CheckAsync(TableSchema table, ReferenceSchema reference, TableSchema parent, CancellationToken cancellationToken)
    {
        var isOrphan = await IsOrphanAsync(table, reference, parent, cancellationToken);
        var orphans = await NumberAsync($"SELECT count(*) FROM {Sql.QuoteTable(table)} AS child WHERE {isOrphan}", cancellationToken);
        if (orphans > 0)
        {
            throw new TargetException(
                $"{orphans} rows of table {table} refer by {reference.Name} to rows of {parent} that are not there. "
                + "Were rows deleted or changed meanwhile? Fill both anew by --recreate.");
        }
    }

    private async Task<string> IsOrphanAsync(TableSchema table, ReferenceSchema reference, TableSchema parent, CancellationToken cancellationToken)
    {
        var columns = reference.Columns.Select(column => "child." + Sql.Quote(table.Columns[column].Name)).ToList();
        if (await RowIdsAsync(parent, reference, cancellationToken) is var (first, last))
            return string.Create(CultureInfo.InvariantCulture, $"{columns[0]} NOT BETWEEN {first} AND {last}");

        var matches = columns.Zip(reference.ParentColumns, (column, key) => $"parent.{Sql.Quote(key)} = {column}");
        return $"{string.Join(" AND ", columns.Select(column => $"{column} IS NOT NULL"))} "
            + $"AND NOT EXISTS (SELECT 1 FROM {Sql.QuoteTable(parent)} AS parent WHERE {string.Join(" AND ", matches)})";
    }

    // The range of a parent's row ids, where they are its key and have no gap.
    private async Task<(long First, long Last)?> RowIdsAsync(TableSchema parent, ReferenceSchema reference, CancellationToken cancellationToken)
    {
        if (parent.Key is not [var key] || reference.ParentColumns is not [var column] || parent.Columns[key].Name != column
            || !await _catalog.IsRowIdAsync(parent, column, cancellationToken))
            return null;

        // Each by itself, which looks at one end of the table.
        var name = Sql.QuoteTable(parent);
        var first = await NumberAsync($"SELECT coalesce(min(rowid), 0) FROM {name}", cancellationToken);
        var last = await NumberAsync($"SELECT coalesce(max(rowid), 0) FROM {name}", cancellationToken);
        return await NumberAsync($"SELECT count(*) FROM {name}", cancellationToken) == last - first + 1 ? (first, last) : null;
    }

    private async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(sql, row => row.GetInt64(0), cancellationToken)).Single();
}
