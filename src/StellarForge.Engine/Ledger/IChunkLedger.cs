namespace StellarForge.Engine;

/// <summary>
/// What a target's ledger says of chunks, asked and told over a session's connection. A claim and a mark are part of the session's transaction: with it they
/// are committed or gone. A fill is the only one to use it; what a stream marks in its transactions will stand beside it.
/// </summary>
public interface IChunkLedger
{
    /// <summary>Claims an open chunk of a table that nobody else holds, until the session's transaction ends.</summary>
    /// <param name="table">The table.</param>
    /// <param name="identity">The fill's identity of the table: a table that was started anew by another fill has no chunk for this one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The chunk, or <see langword="null"/> where others hold all open chunks, or there is none.</returns>
    Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken);

    /// <summary>
    /// Cuts a few chunks off the rows that no chunk covers yet, for anybody to claim. A transaction of its own: the session must not have one open.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="identity">The fill's identity of the table.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether there were such rows.</returns>
    Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken);

    /// <summary>Marks the chunk that this transaction claimed as loaded.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="rows">The rows that were loaded.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TargetException">Another worker loaded the same chunk; the transaction must be rolled back.</exception>
    Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken);

    /// <summary>
    /// How far a prepared fill is. Keeps no lock; where the database reads no snapshot, it waits for whoever changes the entry of a table.
    /// </summary>
    /// <param name="plan">The fill.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="FillRefusedException">A table is another fill's by now.</exception>
    Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken);

    /// <summary>The other sessions that hold chunks. By default none is known.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<IReadOnlyList<ChunkHolder>> HoldersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ChunkHolder>>([]);
}
