using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;

namespace StellarForge.Engine.Relational;

/// <summary>A pipeline's connection to a database.</summary>
/// <param name="target">Puts the driver's errors into words.</param>
/// <param name="connection">The connection, which is closed with the session.</param>
/// <param name="plan">The pipeline.</param>
public abstract class RelationalPipelineSession(RelationalTarget target, RelationalConnection connection, PipelinePlan plan) : IPipelineSession
{
    private readonly PipelineLedger _ledger = new(connection, target.LedgerSql, plan);

    /// <summary>The connection.</summary>
    protected RelationalConnection Connection { get; } = connection;

    /// <inheritdoc/>
    public async Task<PartitionState> TakeAsync(TopicPartition partition, string owner, CancellationToken cancellationToken)
    {
        try
        {
            return await target.TranslateErrorsAsync(TakeOnceAsync);
        }
        catch (TargetException error) when (error.Kind == ErrorKind.Data)
        {
            // Two writers entered a new partition at once, and the other one was first: by now its entry is there.
            await RollbackAsync(cancellationToken);
            return await target.TranslateErrorsAsync(TakeOnceAsync);
        }

        async Task<PartitionState> TakeOnceAsync()
        {
            await BeginCoreAsync(cancellationToken);
            var state = await _ledger.TakeAsync(partition, owner, cancellationToken);
            await CommitCoreAsync(cancellationToken);
            return state;
        }
    }

    /// <inheritdoc/>
    public Task<bool> HasBatchAsync(TopicPartition partition, Guid batch, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => _ledger.HasBatchAsync(partition, batch, cancellationToken));

    /// <inheritdoc/>
    public Task BeginAsync(CancellationToken cancellationToken) => target.TranslateErrorsAsync(() => BeginCoreAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<WriteOutcome> LoadAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        return target.TranslateErrorsAsync(() => LoadRowsAsync(table, rows, cancellationToken));
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => _ledger.RecordAsync(letters, cancellationToken));

    /// <inheritdoc/>
    public Task AdvanceAsync(Guid batch, IReadOnlyList<PartitionAdvance> advances, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => _ledger.AdvanceAsync(batch, advances, cancellationToken));

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => target.TranslateErrorsAsync(() => CommitCoreAsync(cancellationToken));

    /// <inheritdoc/>
    public Task RollbackAsync(CancellationToken cancellationToken) => target.TranslateErrorsAsync(Connection.RollbackAsync);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> UnforwardedAsync(
        IReadOnlyList<TopicPartition> partitions, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var letters = new List<DeadLetter>();
        foreach (var partition in partitions.TakeWhile(_ => letters.Count < most))
        {
            letters.AddRange(await target.TranslateErrorsAsync(
                () => _ledger.UnforwardedAsync(partition, most - letters.Count, cancellationToken)));
        }

        return letters;
    }

    /// <inheritdoc/>
    public Task<bool> MarkReplayedAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return target.TranslateErrorsAsync(() => _ledger.MarkReplayedAsync(letter, cancellationToken));
    }

    /// <inheritdoc/>
    public Task MarkForwardedAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) => target.TranslateErrorsAsync(async () =>
    {
        await Connection.BeginAsync(cancellationToken);
        await _ledger.MarkForwardedAsync(letters, cancellationToken);
        await Connection.CommitAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Connection.DisposeAsync();
    }

    /// <summary>Begins a transaction. Default: the connection's own.</summary>
    protected virtual Task BeginCoreAsync(CancellationToken cancellationToken) => Connection.BeginAsync(cancellationToken);

    /// <summary>Commits the transaction. Default: the connection's own.</summary>
    protected virtual Task CommitCoreAsync(CancellationToken cancellationToken) => Connection.CommitAsync(cancellationToken);

    /// <summary>Loads all rows of a source, as part of the connection's transaction.</summary>
    protected abstract Task<WriteOutcome> LoadRowsAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken);

    /// <summary>Refuses that rows went missing: a trigger may leave some out without a word.</summary>
    /// <param name="table">The table.</param>
    /// <param name="sent">The rows that were sent.</param>
    /// <param name="taken">Those that went in, by the database's own count.</param>
    protected void ThrowIfMissing(PipelineTable table, long sent, long taken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (sent != taken)
            throw target.MissingRows(table.Schema, sent, taken);
    }
}
