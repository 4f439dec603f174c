using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.PostgreSql;

/// <summary>
/// Gives loaded tables what they were loaded without. Each step looks first whether it is done, so that a finish that was cut
/// short, or a table that an application made with its own keys, needs no special case.
/// </summary>
/// <param name="connection">The connection that holds the target's lock.</param>
/// <param name="connect">Opens another one.</param>
/// <param name="plan">The fill.</param>
internal sealed class PostgreSqlFinish(
    RelationalConnection connection, Func<CancellationToken, Task<RelationalConnection>> connect, FillPlan plan)
{
    private static readonly SqlDialect Sql = PostgreSqlDialect.Instance;

    private readonly RelationalLedger _ledger = new(connection, PostgreSqlLedger.Sql);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var complete = await _ledger.CompleteAsync(plan.Model, cancellationToken);
        var unfinished = plan.Tables.Select(table => table.Schema).Where(table => complete.TryGetValue(table.QualifiedName, out var finished) && !finished);
        await InParallelAsync(unfinished, FinishTableAsync, cancellationToken);

        // A table of another fill, which was killed before it finished, has no key to refer to. That fill adds the foreign keys when it goes on.
        var ready = plan.Model.Tables.Select(table => table.Schema).Where(IsFinished).ToList();
        await AddForeignKeysAsync(ready, cancellationToken);

        // Adding a key takes the same lock on its parent as the next one; checking the rows does not, but on its own table.
        var open = await new PostgreSqlCatalog(connection).NotValidatedAsync(ready, cancellationToken);
        await InParallelAsync(open.GroupBy(key => key.Table), ValidateAsync, cancellationToken);

        bool IsFinished(TableSchema table) => complete.TryGetValue(table.QualifiedName, out var finished)
            && (finished || plan.Tables.Any(filled => filled.Schema.QualifiedName == table.QualifiedName));
    }

    // A connection whose client was killed goes on with its statement, while the lock of the target is somebody else's already: so each table has a lock of
    // its own, which the connection that works on it holds until it is closed.
    private static async Task FinishTableAsync(RelationalConnection connection, TableSchema table, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(PostgreSqlLedger.LockTable, cancellationToken, table.QualifiedName);
        var catalog = new PostgreSqlCatalog(connection);
        if (Sql.AddPrimaryKey(table) is { } addPrimaryKey && !await catalog.HasPrimaryKeyAsync(table, cancellationToken))
            await connection.ExecuteAsync(addPrimaryKey, cancellationToken);

        foreach (var (index, create) in table.Indexes.Zip(Sql.CreateIndexes(table)))
        {
            if (!await catalog.HasIndexAsync(table, index, cancellationToken))
                await connection.ExecuteAsync(create, cancellationToken);
        }

        foreach (var column in table.Columns)
            await ContinueSequenceAsync(connection, table, column, cancellationToken);
        await connection.ExecuteAsync($"ANALYZE {Sql.QuoteTable(table)}", cancellationToken);
        await new RelationalLedger(connection, PostgreSqlLedger.Sql).MarkFinishedAsync(table, cancellationToken);
    }

    // What the database numbers itself, it shall go on numbering after the rows that were loaded.
    private static async Task ContinueSequenceAsync(
        RelationalConnection connection, TableSchema table, ColumnSchema column, CancellationToken cancellationToken)
    {
        var quoted = Sql.QuoteTable(table);
        await using var command = connection.Command("SELECT pg_get_serial_sequence(@p0, @p1)", quoted, column.Name);
        if (await command.ExecuteScalarAsync(cancellationToken) is string sequence)
        {
            await connection.ExecuteAsync(
                $"SELECT setval(@p0::regclass, highest) FROM (SELECT max({Sql.Quote(column.Name)}) AS highest FROM {quoted}) AS loaded WHERE highest > 0",
                cancellationToken, sequence);
        }
    }

    private async Task AddForeignKeysAsync(List<TableSchema> ready, CancellationToken cancellationToken)
    {
        const string Unchecked = " NOT VALID";
        var byName = ready.ToDictionary(table => table.QualifiedName);
        foreach (var key in await _ledger.SavedForeignKeysAsync(plan.Model, cancellationToken))
        {
            if (!byName.TryGetValue(key.Table, out var table) || !byName.TryGetValue(key.Parent, out var parent) || !plan.Connects(table, parent))
                continue;
            var definition = key.Definition.EndsWith(Unchecked, StringComparison.Ordinal) ? key.Definition : key.Definition + Unchecked;
            await connection.BeginAsync(cancellationToken);
            await connection.ExecuteAsync($"ALTER TABLE {Sql.QuoteTable(table)} ADD CONSTRAINT {Sql.Quote(key.Name)} {definition}", cancellationToken);
            await _ledger.DeleteForeignKeyAsync(plan.Model, key, cancellationToken);
            await connection.CommitAsync(cancellationToken);
        }

        var catalog = new PostgreSqlCatalog(connection);
        foreach (var table in ready)
        {
            foreach (var reference in table.References)
            {
                if (byName.TryGetValue(reference.Parent, out var parent) && plan.Connects(table, parent)
                    && !await catalog.HasForeignKeyAsync(table, reference, parent, cancellationToken))
                    await connection.ExecuteAsync(Sql.AddForeignKey(table, reference) + Unchecked, cancellationToken);
            }
        }
    }

    private static async Task ValidateAsync(
        RelationalConnection connection, IGrouping<string, (string Table, string Name)> keys, CancellationToken cancellationToken)
    {
        foreach (var (table, name) in keys)
            await connection.ExecuteAsync($"ALTER TABLE {table} VALIDATE CONSTRAINT {Sql.Quote(name)}", cancellationToken);
    }

    private async Task InParallelAsync<T>(
        IEnumerable<T> items, Func<RelationalConnection, T, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(items, options, async (item, stop) =>
        {
            await using var own = await connect(stop);
            await work(own, item, stop);
        });
    }
}
