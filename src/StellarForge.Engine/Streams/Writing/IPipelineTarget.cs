namespace StellarForge.Engine.Streams;

/// <summary>A target that takes events exactly once: its ledger holds the positions of pipelines, advanced in the transaction of the rows.</summary>
public interface IPipelineTarget : ITarget
{
    /// <summary>
    /// Under the target's own lock: brings the ledger up to date, and makes the tables that are missing, with their keys and without foreign keys to one
    /// another, as topics arrive in any order. Records the number of each topic's partitions. Does nothing where that is done.
    /// </summary>
    /// <exception cref="FillRefusedException">
    /// A table has other columns, or foreign keys between tables of the pipeline, or a topic had another number of partitions; the message names them.
    /// </exception>
    Task PrepareAsync(PipelinePlan plan, CancellationToken cancellationToken);

    /// <summary>Opens a connection of its own for a pipeline that is prepared.</summary>
    Task<IPipelineSession> ConnectAsync(PipelinePlan plan, CancellationToken cancellationToken);
}
