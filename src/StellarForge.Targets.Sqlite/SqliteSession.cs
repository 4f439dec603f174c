using StellarForge.Engine;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>One worker's connection. Its transactions hold the file's write lock.</summary>
/// <param name="target">The target.</param>
/// <param name="connector">Takes the write lock.</param>
/// <param name="database">The connection.</param>
/// <param name="turn">Whose turn it is among the workers of this process: SQLite has one writer, and waiting for a turn is better than asking.</param>
internal sealed class SqliteSession(SqliteTarget target, SqliteConnector connector, SqliteDatabase database, SemaphoreSlim turn) : ITargetSession, IChunkLedger
{
    // Between looks at progress and cancellation.
    private const int BatchRows = 8_192;

    private readonly SqliteLedger _ledger = new(database);
    private readonly RowMemory _memory = new();
    private SqliteTurn? _writing;

    public IChunkLedger Chunks => this;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            _writing = await target.RunAsync(() => connector.BeginWrite(database, cancellationToken), cancellationToken);
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    public Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken) => target.RunAsync(() =>
    {
        Load(rows, progress, cancellationToken);
        return true;
    }, cancellationToken);

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await EndAsync("COMMIT", cancellationToken);

        // Another process that waits for the lock looks for it every millisecond.
        await Task.Delay(2, CancellationToken.None);
    }

    public Task RollbackAsync(CancellationToken cancellationToken) => EndAsync("ROLLBACK", cancellationToken);

    public Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) =>
        target.RunAsync(() => _ledger.Claim(table, identity), cancellationToken);

    public Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken) => target.RunAsync(() =>
    {
        _ledger.MarkDone(chunk);
        return true;
    }, cancellationToken);

    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) => target.RunAsync(() => _ledger.Status(plan), cancellationToken);

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        _memory.Dispose();
        Release();
        return ValueTask.CompletedTask;
    }

    private async Task EndAsync(string statement, CancellationToken cancellationToken)
    {
        await target.RunAsync(() =>
        {
            database.Execute(statement);
            return true;
        }, cancellationToken);
        Release();
    }

    private void Release()
    {
        if (_writing is null)
            return;
        _writing.Dispose();
        _writing = null;
        turn.Release();
    }

    private void Load(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var schema = rows.Schema;
        var exact = schema.Columns.Select(column => column.Type == ColumnType.Decimal && SqliteDialect.Instance.TypeOf(schema, column) == "TEXT").ToArray();
        var sink = new SqliteBindSink(database, database.Prepare(Insert(schema)), _memory, exact, BatchRows);
        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = rows.WriteTo(ref sink);
            progress?.Report(new BatchProgress(sink.Rows, sink.Bytes));
            sink.Clear();
        }
    }

    private static string Insert(TableSchema table) =>
        $"INSERT INTO {SqliteDialect.Instance.QuoteTable(table)} ({string.Join(", ", table.Columns.Select(column => SqliteDialect.Instance.Quote(column.Name)))}) " +
        $"VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})";
}
