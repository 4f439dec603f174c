using StellarForge.Ddl;
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
        connector.BeginWrite(database, cancellationToken);
        if (_ledger.IsComplete(table.QualifiedName) && !isDone(table))
            work(table);
        database.Execute("COMMIT");
    }

    private void Finish(TableSchema table)
    {
        foreach (var (index, create) in table.Indexes.Zip(SqlDialect.Sqlite.CreateIndexes(table)))
        {
            if (!_catalog.HasIndex(table, index))
                database.Execute(create);
        }

        // The first rows of each index's values tell the planner enough.
        database.Execute("PRAGMA analysis_limit = 1000");
        database.Execute($"ANALYZE {SqlDialect.Sqlite.QuoteTable(table)}");
        _ledger.MarkFinished(table);
    }

    private void Check(TableSchema table)
    {
        var orphan = database.Prepare("""SELECT rowid, parent, count(*) FROM pragma_foreign_key_check(?) GROUP BY parent""").Bind(table.Name);
        if (orphan.Read())
        {
            throw new TargetException(
                $"Table {table} refers to rows of {orphan.Text(1)} that are not there, {orphan.Int64(2)} times. Were rows deleted or changed meanwhile? Fill both anew by --recreate.");
        }

        _ledger.MarkChecked(table);
    }
}
