using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.Sqlite;

/// <summary>One worker's connection.</summary>
internal sealed class SqliteSession(SqliteTarget target, SqliteFileConnection connection, RelationalLedger ledger)
    : RelationalSession(target, connection, ledger)
{
    private readonly SqliteInserter _inserter = new(connection.Database);

    // Its calls heed cancellation, and a handle must not be closed under one.
    public override Task AbortAsync() => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _inserter.Dispose();
    }

    // SQLite's calls block; the engine runs each step on a thread that may be.
    protected override Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromResult(_inserter.Insert(rows, "", left: null, progress, cancellationToken));
}
