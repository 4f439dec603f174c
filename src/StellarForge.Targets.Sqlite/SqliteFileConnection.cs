using System.Diagnostics;
using Microsoft.Data.Sqlite;
using StellarForge.Engine.Relational;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// A connection to a database file: statements by ADO.NET, rows by the C interface on the same handle. Its transactions
/// hold the file's write lock from their beginning.
/// </summary>
internal sealed class SqliteFileConnection : RelationalConnection
{
    // The rollback journal writes new pages once, where a write-ahead log writes them twice, and a load is nearly all new pages. FULL, the default: each chunk
    // is on disk before it counts as done, whatever is pulled out. Keys are checked at the end.
    private static readonly string[] SetUp = ["PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA threads = 4"];

    private readonly SqliteAddress _address;
    private readonly SemaphoreSlim _writer;
    private SqliteDatabase? _database;
    private SqliteTurn? _turn;

    private SqliteFileConnection(SqliteConnection driver, SqliteAddress address, SemaphoreSlim writer)
        : base(driver) => (_address, _writer) = (address, writer);

    /// <summary>The C interface's side of the connection.</summary>
    public SqliteDatabase Database => _database ??= new SqliteDatabase(((SqliteConnection)Driver).Handle!.DangerousGetHandle());

    public override bool HasTransaction => _turn is not null;

    /// <summary>Opens a file.</summary>
    /// <param name="address">The file.</param>
    /// <param name="writer">Whose turn it is among the workers of this process: SQLite has one writer, and waiting for a turn is better than asking.</param>
    /// <param name="create">Whether it is made where it is missing.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task<SqliteFileConnection> OpenAsync(SqliteAddress address, SemaphoreSlim writer, bool create, CancellationToken cancellationToken)
    {
        var driver = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = address.File,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,

            // In whole seconds, where 0 would be for ever.
            DefaultTimeout = Math.Max(1, (int)address.Timeout.TotalSeconds),
        }.ConnectionString);
        return OpenAsync(new SqliteFileConnection(driver, address, writer), SetUp, cancellationToken);
    }

    /// <summary>Begins a transaction that holds the file's write lock, after those of others.</summary>
    public override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            _turn = await TakeTurnAsync(cancellationToken);
        }
        finally
        {
            if (_turn is null)
                _writer.Release();
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("COMMIT", cancellationToken);

        // Another process that waits for the lock looks for it every millisecond.
        _turn?.Dispose();
        Thread.Sleep(2);
        EndTurn();
    }

    public override async Task RollbackAsync()
    {
        // Some errors, such as a full disk, have rolled it back already.
        if (_turn is not null && !Database.IsAutoCommit)
            await ExecuteAsync("ROLLBACK", CancellationToken.None);
        EndTurn();
    }

    public override async ValueTask DisposeAsync()
    {
        _database?.Dispose();
        await base.DisposeAsync();
        EndTurn();
    }

    private void EndTurn()
    {
        if (_turn is null)
            return;
        _turn.Dispose();
        _turn = null;
        _writer.Release();
    }

    // Waits as long as other fills are at work, however long; gives up when another program holds the lock and nothing moves for the time-out.
    private async Task<SqliteTurn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var waited = new Stopwatch();
        long? seen = null;
        while (!Database.TryBeginImmediate())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!waited.IsRunning || waited.Elapsed > _address.Timeout)
            {
                var now = Database.TryDataVersion();
                if (waited.IsRunning && now == seen && !SqliteTurn.IsTaken(_address.File))
                    throw SqliteDatabase.Locked();
                seen = now;
                waited.Restart();
            }

            await Task.Delay(1, cancellationToken);
        }

        try
        {
            return SqliteTurn.Take(_address.File, cancellationToken);
        }
        catch
        {
            Database.Rollback();
            throw;
        }
    }
}
