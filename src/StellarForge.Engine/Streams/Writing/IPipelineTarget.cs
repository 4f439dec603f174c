using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>A target that takes events exactly once: its ledger holds the positions of pipelines, advanced in the transaction of the rows.</summary>
public interface IPipelineTarget : ITarget
{
    /// <summary>
    /// Whether it sees that a table has a key already. Where it does not, as a folder of files, a row that was sent twice is there twice. Default
    /// <see langword="true"/>.
    /// </summary>
    bool SeesKeys => true;

    /// <summary>
    /// The batches that it has to have in place of those of <see cref="PipelineOptions"/>, as where each becomes a file; <see langword="null"/>, the default,
    /// where it takes any.
    /// </summary>
    BatchSize? BatchSize => null;

    /// <summary>Refuses a table that the target never takes, whatever it holds. Default: it takes all.</summary>
    /// <exception cref="FillRefusedException">It is refused.</exception>
    void Check(PipelineTable table)
    {
    }

    /// <summary>
    /// Under the target's own lock: brings the ledger up to date, and makes the tables that are missing, with their keys and without foreign keys to one
    /// another, as topics arrive in any order. Records the number of each topic's partitions. Does nothing where that is done.
    /// </summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="reset">
    /// Forgets first how far the pipeline is in all of its partitions, and how many of them its topics have; whoever has one commits nothing any more. Rows and
    /// dead letters stay.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FillRefusedException">
    /// A table has other columns, or foreign keys between tables of the pipeline, or a topic had another number of partitions; the message names them.
    /// </exception>
    Task PrepareAsync(PipelinePlan plan, bool reset, CancellationToken cancellationToken);

    /// <summary>Opens a connection of its own for a pipeline that is prepared.</summary>
    Task<IPipelineSession> ConnectAsync(PipelinePlan plan, CancellationToken cancellationToken);

    /// <summary>Reads the dead letters of all pipelines, in the order of their places; none where no ledger is there.</summary>
    /// <param name="after">The place behind which they begin; <see langword="null"/> for the first.</param>
    /// <param name="most">How many at most: each may have <see cref="DeadLetter.LongestValue"/> bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<RecordedLetter>> ReadLettersAsync(LetterPlace? after, int most, CancellationToken cancellationToken);

    /// <summary>Reads how far a pipeline is in all its lanes; nothing where no ledger is there.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="source">Its source.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<LanePosition>> ReadLanesAsync(string pipeline, string source, CancellationToken cancellationToken);

    /// <summary>
    /// What the ledger says the rows of a complete fill of a table depend on, which are there beside those of events; <see langword="null"/> where there was
    /// none.
    /// </summary>
    Task<FillIdentity?> ReadFillAsync(TableSchema table, CancellationToken cancellationToken) => Task.FromResult<FillIdentity?>(null);
}
