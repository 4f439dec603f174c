using StellarForge.Sinks;

namespace StellarForge.Engine.Relational;

/// <summary>One worker's connection to a database.</summary>
/// <param name="target">Puts the driver's errors into words.</param>
/// <param name="connection">The connection, which is closed with the session.</param>
/// <param name="ledger">The ledger, over that connection.</param>
public abstract class RelationalSession(RelationalTarget target, RelationalConnection connection, RelationalLedger ledger) : ITargetSession
{
    /// <inheritdoc/>
    public IChunkLedger Chunks { get; } = new RelationalChunkLedger(target, ledger);

    /// <summary>The connection.</summary>
    protected RelationalConnection Connection { get; } = connection;

    /// <inheritdoc/>
    public Task BeginAsync(CancellationToken cancellationToken) => target.TranslateErrorsAsync(() => Connection.BeginAsync(cancellationToken));

    /// <inheritdoc/>
    public Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return target.TranslateErrorsAsync(async () =>
        {
            var before = rows.RowsWritten;
            var taken = await LoadRowsAsync(rows, progress, cancellationToken);
            if (rows.RowsWritten - before is var sent && taken != sent)
                throw target.MissingRows(rows.Schema, sent, taken);
        });
    }

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => target.TranslateErrorsAsync(() => Connection.CommitAsync(cancellationToken));

    /// <inheritdoc/>
    public Task RollbackAsync(CancellationToken cancellationToken) => target.TranslateErrorsAsync(Connection.RollbackAsync);

    /// <inheritdoc/>
    public virtual Task AbortAsync() => Connection.DisposeAsync().AsTask();

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Connection.DisposeAsync();
    }

    /// <summary>Loads all rows of a source, as part of the connection's transaction.</summary>
    /// <returns>The rows that went in, by the database's own count: a trigger may leave some out without a word.</returns>
    protected abstract Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken);
}
