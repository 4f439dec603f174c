using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.Sqlite;

/// <summary>One worker's connection.</summary>
internal sealed class SqliteSession(SqliteTarget target, SqliteFileConnection connection, RelationalLedger ledger)
    : RelationalSession(target, connection, ledger)
{
    // Between looks at progress and cancellation.
    private const int BatchRows = 8_192;

    private readonly RowMemory _memory = new();

    // Its calls heed cancellation, and a handle must not be closed under one.
    public override Task AbortAsync() => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _memory.Dispose();
    }

    // SQLite's calls block; the engine runs each step on a thread that may be.
    protected override Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var schema = rows.Schema;
        var database = connection.Database;
        using var mutex = database.Hold();
        var exact = schema.Columns.Select(column => column.Type == ColumnType.Decimal && SqliteDialect.Instance.TypeOf(schema, column) == "TEXT").ToArray();
        var sink = new SqliteBindSink(database, database.Prepare(Insert(schema)), _memory, exact, BatchRows);
        var taken = 0L;
        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = rows.WriteTo(ref sink);
            taken += sink.TakenRows;
            progress?.Report(new BatchProgress(sink.Rows, sink.Bytes));
            sink.Clear();
        }

        return Task.FromResult(taken);
    }

    private static string Insert(TableSchema table)
    {
        var columns = table.Columns.Select(column => SqliteDialect.Instance.Quote(column.Name));
        return $"INSERT INTO {SqliteDialect.Instance.QuoteTable(table)} ({string.Join(", ", columns)}) "
            + $"VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})";
    }
}
