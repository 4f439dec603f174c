using StellarForge.Engine;

namespace StellarForge.Testing.Targets;

/// <summary>What a worker of the engine does, step by step.</summary>
public static class SessionExtensions
{
    /// <summary>Does what a worker does with one chunk.</summary>
    /// <returns>The chunk, or <see langword="null"/> where there is none.</returns>
    public static async Task<Chunk?> LoadNextAsync(this ITargetSession session, FillPlan plan, IProgress<BatchProgress>? progress = null)
    {
        var token = TestContext.Current.CancellationToken;
        if (await session.ClaimAsync(plan) is not { } chunk)
            return null;
        var rows = chunk.Rows(plan.World);
        await session.LoadAsync(rows, progress, token);
        await session.Chunks.MarkDoneAsync(chunk, rows.RowsWritten, token);
        await session.CommitAsync(token);
        return chunk;
    }

    /// <summary>Begins a transaction and claims a chunk in it.</summary>
    /// <returns>The chunk, or <see langword="null"/> where there is none, and no transaction.</returns>
    public static async Task<Chunk?> ClaimAsync(this ITargetSession session, FillPlan plan)
    {
        var token = TestContext.Current.CancellationToken;
        foreach (var (table, identity) in plan.Tables.Select(table => (table, plan.Identities[table.Schema.QualifiedName])))
        {
            do
            {
                await session.BeginAsync(token);
                if (await session.Chunks.ClaimAsync(table, identity, token) is { } chunk)
                    return chunk;
                await session.RollbackAsync(token);
            }
            while (await session.Chunks.CutAsync(table, identity, token));
        }

        return null;
    }
}
