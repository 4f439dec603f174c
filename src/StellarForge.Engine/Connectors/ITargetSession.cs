namespace StellarForge.Engine;

/// <summary>
/// A connection to a target with at most one open transaction, into which rows of any source are loaded, of several tables as well. After an error the
/// session is disposed, which rolls back. For one worker at a time.
/// </summary>
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
}
