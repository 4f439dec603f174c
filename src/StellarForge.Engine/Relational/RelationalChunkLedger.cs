namespace StellarForge.Engine.Relational;

/// <summary>The chunks of a relational ledger for a worker, with the driver's errors in words.</summary>
internal sealed class RelationalChunkLedger(RelationalTarget target, RelationalLedger ledger) : IChunkLedger
{
    public Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => ledger.ClaimAsync(table, identity, cancellationToken));

    public Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => ledger.CutAsync(table, identity, cancellationToken));

    public Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => ledger.MarkDoneAsync(chunk, rows, cancellationToken));

    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => ledger.StatusAsync(plan, cancellationToken));

    public Task<IReadOnlyList<ChunkHolder>> HoldersAsync(CancellationToken cancellationToken) =>
        target.TranslateErrorsAsync(() => ledger.HoldersAsync(cancellationToken));
}
