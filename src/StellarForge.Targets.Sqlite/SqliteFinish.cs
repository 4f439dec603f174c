using System.Globalization;
using StellarForge.Engine;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>Gives loaded tables their indexes and statistics, and checks foreign keys, each table in a transaction of its own, once.</summary>
internal sealed class SqliteFinish(SqliteDatabase database, SqliteConnector connector, FillPlan plan)
{
    private readonly SqliteLedger _ledger = new(database);
    private readonly SqliteCatalog _catalog = new(database);

    public void Run(CancellationToken cancellationToken)
    {
        var complete = plan.Model.Tables.Select(table => table.Schema).Where(table => _ledger.IsComplete(table.QualifiedName)).ToList();

        // All indexes before the first check: a foreign key may refer to a unique column.
        foreach (var table in complete)
            Once(table, _ledger.IsFinished, Finish, cancellationToken);
        foreach (var table in complete.Where(table => table.References.All(reference => _ledger.IsComplete(reference.Parent))))
            Once(table, _ledger.IsChecked, Check, cancellationToken);
    }

    // Looked at before the lock is waited for, and again with it in hand.
    private void Once(TableSchema table, Func<TableSchema, bool> isDone, Action<TableSchema> work, CancellationToken cancellationToken)
    {
        if (isDone(table))
            return;
        using var turn = connector.BeginWrite(database, cancellationToken);
        if (_ledger.IsComplete(table.QualifiedName) && !isDone(table))
            work(table);
        database.Execute("COMMIT");
    }

    private void Finish(TableSchema table)
    {
        foreach (var (index, create) in table.Indexes.Zip(SqliteDialect.Instance.CreateIndexes(table)))
        {
            if (!_catalog.HasIndex(table, index))
                database.Execute(create);
        }

        // The first rows of each index's values tell the planner enough.
        database.Execute("PRAGMA analysis_limit = 1000");
        database.Execute($"ANALYZE {SqliteDialect.Instance.QuoteTable(table)}");
        _ledger.MarkFinished(table);
    }

    // What PRAGMA foreign_key_check looks for, in one scan: where the parent's keys are row ids without a gap, as sequences are, a comparison does for a look-up.
    private void Check(TableSchema table)
    {
        foreach (var reference in table.References)
        {
            var parent = plan.Model.Find(reference.Parent)!.Schema;
            var orphans = database.Scalar($"SELECT count(*) FROM {SqliteDialect.Instance.QuoteTable(table)} AS child WHERE {IsOrphan(table, reference, parent)}");
            if (orphans > 0)
            {
                throw new TargetException(
                    $"{orphans} rows of table {table} refer by {reference.Name} to rows of {parent} that are not there. Were rows deleted or changed meanwhile? Fill both anew by --recreate.");
            }
        }

        _ledger.MarkChecked(table);
    }

    private string IsOrphan(TableSchema table, ReferenceSchema reference, TableSchema parent)
    {
        var sql = SqliteDialect.Instance;
        var columns = reference.Columns.Select(column => "child." + sql.Quote(table.Columns[column].Name)).ToList();
        if (RowIds(parent, reference) is var (first, last))
            return string.Create(CultureInfo.InvariantCulture, $"{columns[0]} NOT BETWEEN {first} AND {last}");

        var matches = columns.Zip(reference.ParentColumns, (column, key) => $"parent.{sql.Quote(key)} = {column}");
        return $"{string.Join(" AND ", columns.Select(column => $"{column} IS NOT NULL"))} AND NOT EXISTS (SELECT 1 FROM {sql.QuoteTable(parent)} AS parent WHERE {string.Join(" AND ", matches)})";
    }

    // The range of a parent's row ids, where they are its key and have no gap.
    private (long First, long Last)? RowIds(TableSchema parent, ReferenceSchema reference)
    {
        if (parent.Key is not [var key] || reference.ParentColumns is not [var column] || parent.Columns[key].Name != column || !_catalog.IsRowId(parent, column))
            return null;
        var name = SqliteDialect.Instance.QuoteTable(parent);
        var (first, last) = (database.Scalar($"SELECT min(rowid) FROM {name}"), database.Scalar($"SELECT max(rowid) FROM {name}"));
        return database.Scalar($"SELECT count(*) FROM {name}") == last - first + 1 ? (first, last) : null;
    }
}
