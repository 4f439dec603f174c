using System.Security.Cryptography;
using StellarForge.Engine;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>One worker.</summary>
internal sealed class FilesSession(FilesTarget target, ExportFolder folder, FileFormat format, FillPlan plan, IEnumerable<Chunk> chunks) : ITargetSession
{
    private readonly List<Chunk> _open = [.. chunks];
    private readonly RowBuffer _buffer = new();

    public Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken) => target.RunAsync(() =>
    {
        _open.RemoveAll(chunk => folder.IsDone(folder.NameOf(chunk.Table.Schema, chunk.Number)));
        foreach (var chunk in _open)
        {
            var file = folder.NameOf(chunk.Table.Schema, chunk.Number);
            using var table = folder.TryShareTable(chunk.Table.Schema);
            using var claim = folder.TryClaim(file);
            if (table is null || claim is null || !IsOurs(chunk.Table.Schema))
                continue;
            folder.Complete(file, Write(chunk, folder.TemporaryPathOf(file), rows, cancellationToken));
            return chunk;
        }

        return null;
    }, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        return ValueTask.CompletedTask;
    }

    // Others may have started the table anew.
    private bool IsOurs(TableSchema table) =>
        folder.ReadManifest().IdentityOf(table.QualifiedName)?.Hash == plan.Identities[table.QualifiedName].Hash;

    private WrittenFile Write(Chunk chunk, string path, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var count = 0L;
        using (var encoder = format.Rows.CreateEncoder(chunk.Table.Schema))
        using (var output = new HashedStream(file, hash))
        using (var compressed = format.Compress(output))
        {
            var rows = chunk.Table.Rows(plan.World).Range(chunk.Rows.From, chunk.Rows.To);
            _buffer.Clear();
            encoder.Begin(_buffer);
            for (var hasMore = true; hasMore; count = rows.RowsWritten)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasMore = encoder.Write(rows, _buffer);
                compressed.Write(_buffer.WrittenSpan);
                progress?.Report(new BatchProgress(chunk.Table, rows.RowsWritten - count, _buffer.Length));
                _buffer.Clear();
            }

            encoder.End(_buffer);
            compressed.Write(_buffer.WrittenSpan);
            _buffer.Clear();
        }

        file.Flush(flushToDisk: true);
        return new WrittenFile(count, file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
