namespace StellarForge.Engine;

/// <summary>
/// The order in which one worker asks for chunks: of the table of its last chunk first, then around once, as a worker
/// that died may have left one open anywhere.
/// </summary>
/// <param name="plan">The fill.</param>
internal sealed class ClaimRound(FillPlan plan)
{
    private int _first;

    /// <summary>Claims a chunk, in a transaction that is left open for its rows.</summary>
    /// <returns>The chunk, or <see langword="null"/> where no table has one; no transaction is open then.</returns>
    public async Task<Chunk?> NextAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        do
        {
            await session.BeginAsync(cancellationToken);
            foreach (var (position, table) in Round())
            {
                if (await session.Chunks.ClaimAsync(table, plan.Identities[table.Schema.QualifiedName], cancellationToken) is not { } chunk)
                    continue;
                _first = position;
                return chunk;
            }

            await session.RollbackAsync(cancellationToken);
        }
        while (await CutAsync(session, cancellationToken));
        return null;
    }

    private async Task<bool> CutAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        foreach (var (position, table) in Round())
        {
            if (!await session.Chunks.CutAsync(table, plan.Identities[table.Schema.QualifiedName], cancellationToken))
                continue;
            _first = position;
            return true;
        }

        return false;
    }

    private IEnumerable<(int Position, Table Table)> Round()
    {
        var first = _first;
        for (var step = 0; step < plan.Tables.Count; step++)
        {
            var position = (first + step) % plan.Tables.Count;
            yield return (position, plan.Tables[position]);
        }
    }
}
