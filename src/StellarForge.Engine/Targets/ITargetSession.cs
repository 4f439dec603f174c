using StellarForge.Sinks;

namespace StellarForge.Engine;

/// <summary>
/// A connection to a target with at most one open transaction, into which rows of any source are loaded, of several tables as well. After an error the
/// session is disposed, which rolls back. For one worker at a time.
/// </summary>
/// <remarks>
/// A database's session loads whatever it is given once <see cref="BeginAsync"/> has run. A folder's writes the file of a chunk: it loads after a claim, once,
/// and commits after a load; else it throws an <see cref="InvalidOperationException"/>.
/// </remarks>
public interface ITargetSession : IAsyncDisposable
{
    /// <summary>The ledger's chunks, over this connection.</summary>
    IChunkLedger Chunks { get; }

    /// <summary>Begins a transaction.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Loads all rows of a source into its table, as part of the transaction.</summary>
    /// <param name="rows">The rows; their schema names the table.</param>
    /// <param name="progress">Told of each batch as it is sent, before the commit.</param>
    /// <param name="cancellationToken">Stops the work; the transaction must be rolled back.</param>
    Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Commits the transaction: rows and marks are there together.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Rolls the transaction back.</summary>
    Task RollbackAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ends a call that is still running on another thread and heeds no cancellation, as by closing its connection; the session is only disposed after that,
    /// when the call has ended. Does nothing where each call heeds cancellation, which is the default.
    /// </summary>
    Task AbortAsync() => Task.CompletedTask;
}
