using StellarForge.Engine;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>One worker's connection.</summary>
/// <param name="target">The target.</param>
/// <param name="connector">Takes the write lock.</param>
/// <param name="database">The connection.</param>
/// <param name="turn">Whose turn it is among the workers of this process: SQLite has one writer, and waiting for a turn is better than asking.</param>
/// <param name="plan">The fill.</param>
internal sealed class SqliteSession(SqliteTarget target, SqliteConnector connector, SqliteDatabase database, SemaphoreSlim turn, FillPlan plan) : ITargetSession
{
    // Between looks at progress and cancellation.
    private const int BatchRows = 8_192;

    private readonly SqliteLedger _ledger = new(database);
    private readonly RowMemory _memory = new();
    private int _table;

    public async Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await target.RunAsync(() => LoadNext(rows, cancellationToken), cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        _memory.Dispose();
        return ValueTask.CompletedTask;
    }

    private Chunk? LoadNext(IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        Chunk? chunk;
        using (connector.BeginWrite(database, cancellationToken))
        {
            chunk = Claim();
            if (chunk is not null)
            {
                Load(chunk, progress, cancellationToken);
                _ledger.MarkDone(chunk);
            }

            database.Execute("COMMIT");
        }

        // Another process that waits for the lock looks for it every millisecond.
        if (chunk is not null)
            Thread.Sleep(2);
        return chunk;
    }

    // Goes on with the table of the last chunk.
    private Chunk? Claim()
    {
        for (var tried = 0; tried < plan.Tables.Count; tried++)
        {
            var table = plan.Tables[_table];
            if (_ledger.Claim(table, plan.Identities[table.Schema.QualifiedName]) is { } chunk)
                return chunk;
            _table = (_table + 1) % plan.Tables.Count;
        }

        return null;
    }

    private void Load(Chunk chunk, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var schema = chunk.Table.Schema;
        var exact = schema.Columns.Select(column => column.Type == ColumnType.Decimal && SqliteDialect.Instance.TypeOf(schema, column) == "TEXT").ToArray();
        var sink = new SqliteBindSink(database, database.Prepare(Insert(schema)), _memory, exact, BatchRows);
        var rows = chunk.Table.Rows(plan.World);
        var (from, to) = chunk.Rows;
        while (from < to)
        {
            cancellationToken.ThrowIfCancellationRequested();
            from = rows.WriteRange(from, to, ref sink);
            progress?.Report(new BatchProgress(chunk.Table, sink.Rows, sink.Bytes));
            sink.Clear();
        }
    }

    private static string Insert(TableSchema table) =>
        $"INSERT INTO {SqliteDialect.Instance.QuoteTable(table)} ({string.Join(", ", table.Columns.Select(column => SqliteDialect.Instance.Quote(column.Name)))}) " +
        $"VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})";
}
