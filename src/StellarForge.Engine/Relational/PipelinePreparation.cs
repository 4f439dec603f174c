using StellarForge.Ddl;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Engine.Relational;

/// <summary>Brings tables into the state that a pipeline writes to, under the target's lock.</summary>
/// <param name="connection">Holds the lock.</param>
/// <param name="ledger">The ledger, on that connection.</param>
/// <param name="catalog">The catalog, on that connection.</param>
/// <param name="words">What the ledger says to the database.</param>
/// <param name="sql">The database's dialect.</param>
/// <param name="plan">The pipeline.</param>
internal sealed class PipelinePreparation(
    RelationalConnection connection, RelationalLedger ledger, IRelationalCatalog catalog, LedgerSql words, SqlDialect sql, PipelinePlan plan)
{
    /// <summary>Makes the tables that are missing, with their keys and indexes, and refuses those that don't fit.</summary>
    /// <param name="reset">Forgets first how far the pipeline is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="FillRefusedException">A table can't be written to; the message says why.</exception>
    public async Task PrepareAsync(bool reset, CancellationToken cancellationToken)
    {
        var tables = plan.Tables.Select(table => table.Schema).DistinctBy(table => table.QualifiedName).ToList();
        foreach (var table in plan.Tables)
            Check(table);

        // All are looked at before the first is made.
        var missing = new List<TableSchema>();
        foreach (var table in tables)
        {
            if (!await catalog.ExistsAsync(table, cancellationToken))
                missing.Add(table);
            else
                await CompareAsync(table, cancellationToken);
        }

        var keys = await catalog.ForeignKeysAsync(tables, tables, cancellationToken);
        if (keys.Count > 0)
        {
            throw new FillRefusedException(
                "Topics arrive in any order, and these tables of the pipeline refer to one another: "
                + $"{string.Join("; ", keys.Select(key => $"{key.Table} to {key.Parent} by {key.Name}"))}. Drop these foreign keys, or write to other tables.");
        }

        var pipelines = new PipelineLedger(connection, words, plan);
        await connection.InTransactionAsync(
            async () =>
            {
                if (reset)
                    await pipelines.ResetAsync(cancellationToken);
                await pipelines.RecordTopicsAsync(cancellationToken);
            },
            cancellationToken);
        foreach (var table in missing)
            await CreateAsync(table, cancellationToken);
    }

    private void Check(PipelineTable table)
    {
        ThrowIfTooLong("name", plan.Name, PipelineLedger.LongestName);
        ThrowIfTooLong("source", plan.Source, PipelineLedger.LongestSource);
        ThrowIfTooLong("topic", table.Topic, PipelineLedger.LongestTopic);

        if (table.Mode != WriteMode.Append && table.Schema.Key.IsEmpty)
        {
            throw new FillRefusedException(
                $"Table {table.Schema} has no key, so nothing can be {(table.Mode == WriteMode.Upsert ? "replaced" : "left out")} by it. "
                + "Give it one by [Key], or write to it with --mode append.");
        }
    }

    private static void ThrowIfTooLong(string what, string name, int most)
    {
        if (name.Length > most)
        {
            throw new FillRefusedException(FormattableString.Invariant(
                $"The pipeline's {what} '{name}' is longer than the {most} characters that a ledger keeps. Give it a shorter one."));
        }
    }

    private async Task CompareAsync(TableSchema table, CancellationToken cancellationToken)
    {
        await catalog.CompareAsync(table, cancellationToken);
        if (await ledger.EntryAsync(table, cancellationToken) is { } entry && !(entry.IsComplete && entry.IsFinished))
        {
            throw new FillRefusedException(
                $"Table {table} is being filled, and has not got its keys yet. Let the fill come to its end first; run it again where it was stopped.");
        }

        if (!table.Key.IsEmpty && !await catalog.HasKeyAsync(table, cancellationToken))
        {
            throw new FillRefusedException(
                $"Table {table} has neither a primary key nor a unique index on ({string.Join(", ", table.Key.Select(key => table.Columns[key].Name))}), "
                + "by which an event that comes again is known. Add one.");
        }
    }

    private async Task CreateAsync(TableSchema table, CancellationToken cancellationToken)
    {
        if (sql.CreateSchema(table) is { } createSchema)
            await connection.ExecuteAsync(createSchema, cancellationToken);
        await connection.ExecuteAsync(sql.CreateTableWithKey(table), cancellationToken);
        foreach (var createIndex in sql.CreateIndexes(table))
            await connection.ExecuteAsync(createIndex, cancellationToken);
    }
}
