namespace StellarForge.Engine;

/// <summary>The order in which one worker asks for chunks: of the table of its last chunk first, then around once, as a worker that died may have left one open anywhere.</summary>
/// <param name="plan">The fill.</param>
public sealed class ClaimRound(FillPlan plan)
{
    private int _table;

    /// <summary>The position in the plan of the table of the last chunk.</summary>
    public int Table => _table;

    /// <summary>Asks table by table until a chunk is claimed.</summary>
    /// <param name="claim">Claims an open chunk of a table that was filled with that identity, or gives <see langword="null"/>.</param>
    /// <returns>The chunk, or <see langword="null"/> where no table has one.</returns>
    public async ValueTask<Chunk?> NextAsync(Func<Table, FillIdentity, ValueTask<Chunk?>> claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        for (var tried = 0; tried < plan.Tables.Count; tried++)
        {
            var table = plan.Tables[_table];
            if (await claim(table, plan.Identities[table.Schema.QualifiedName]) is { } chunk)
                return chunk;
            _table = (_table + 1) % plan.Tables.Count;
        }

        return null;
    }
}
