namespace StellarForge.Engine;

/// <summary>One worker's connection to a target.</summary>
public interface ITargetSession : IAsyncDisposable
{
    /// <summary>
    /// Claims an open chunk that nobody else holds, loads its rows and marks it done, in one transaction. After an error the
    /// session is disposed, which rolls back, and the chunk is open again.
    /// </summary>
    /// <param name="rows">Told of each batch of rows and bytes as it is sent, before the commit.</param>
    /// <param name="cancellationToken">Rolls back.</param>
    /// <returns>The chunk, or <see langword="null"/> when no chunk is open (others may still be loading theirs).</returns>
    Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken);
}
