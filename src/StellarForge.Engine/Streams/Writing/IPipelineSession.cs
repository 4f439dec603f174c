using StellarForge.Engine.Brokers;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>
/// A pipeline's connection to its target, with at most one open transaction: rows of several tables, dead letters and positions are committed together.
/// After an error the session is disposed, which rolls back. For one thread at a time.
/// </summary>
public interface IPipelineSession : IAsyncDisposable
{
    /// <summary>
    /// Takes a partition over, in a transaction of its own: raises its epoch, so that whoever had it commits nothing any more, and reads how far it is.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="owner">Who takes it, for people to read: host and process.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<PartitionState> TakeAsync(TopicPartition partition, string owner, CancellationToken cancellationToken);

    /// <summary>Whether a batch was committed: asked where a commit ended in an error, on a new connection.</summary>
    /// <param name="partition">A partition of the batch.</param>
    /// <param name="batch">The batch's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<bool> HasBatchAsync(TopicPartition partition, Guid batch, CancellationToken cancellationToken);

    /// <summary>Begins a transaction.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Loads rows into a table, as part of the transaction, without a lock that keeps other writers out. Rows are numbered from 0 in the order in which the
    /// source gives them, which is the source's own within a key.
    /// </summary>
    /// <param name="table">The table, of the pipeline's plan.</param>
    /// <param name="rows">
    /// Gives the rows, each valid for its columns, from the first on each time that it is asked: where keys turn out to be there already, they are loaded
    /// again.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TargetException">
    /// Of kind <see cref="ErrorKind.Data"/> where the database refuses a row for its values otherwise than by its key: the caller rolls the transaction back,
    /// and looks for the row.
    /// </exception>
    Task<WriteOutcome> LoadAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Records dead letters, as part of the transaction. One that is recorded already stays as it is; it takes the place of another message's.
    /// </summary>
    Task RecordAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);

    /// <summary>Advances positions and lanes, as the transaction's last step before its commit.</summary>
    /// <param name="batch">The batch's id.</param>
    /// <param name="advances">The partitions of the batch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PartitionLostException">
    /// A partition has another epoch, as somebody else took it over, or another offset; the transaction must be rolled back.
    /// </exception>
    Task AdvanceAsync(Guid batch, IReadOnlyList<PartitionAdvance> advances, CancellationToken cancellationToken);

    /// <summary>Commits the transaction.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Rolls the transaction back.</summary>
    Task RollbackAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads recorded dead letters that were not forwarded to the broker yet, each partition's in the order of their offsets, outside of a transaction.
    /// </summary>
    /// <param name="partitions">The partitions that they come from: those that the caller has.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<DeadLetter>> UnforwardedAsync(IReadOnlyList<TopicPartition> partitions, int most, CancellationToken cancellationToken);

    /// <summary>Marks a dead letter as replayed, as part of the transaction that loads its row.</summary>
    /// <returns><see langword="false"/> where it is not there, or was marked before: the transaction must be rolled back.</returns>
    Task<bool> MarkReplayedAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Marks dead letters as forwarded, in a transaction of its own.</summary>
    Task MarkForwardedAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}

/// <summary>What became of rows: each is counted in one of the three.</summary>
/// <param name="Written">How many were inserted, or replaced a row that was there before.</param>
/// <param name="Ignored">
/// How many were left out, as the mode says: of a key that is there, older than what is there, or collapsed into a later one of the batch.
/// </param>
/// <param name="Refused">
/// The numbers of those whose key is there already, in rising order: to be dead letters. Empty but for <see cref="WriteMode.Append"/>.
/// </param>
public sealed record WriteOutcome(long Written, long Ignored, IReadOnlyList<int> Refused);
