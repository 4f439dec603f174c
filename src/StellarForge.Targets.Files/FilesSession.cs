using System.Security.Cryptography;
using StellarForge.Engine;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>One worker, which goes once through the files of all tables.</summary>
internal sealed class FilesSession(FilesTarget target, ExportFolder folder, FileFormat format, FillPlan plan, Manifest manifest) : ITargetSession
{
    private readonly RowBuffer _buffer = new();
    private int _table;
    private int _next;

    public Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken) => target.RunAsync(() =>
    {
        for (; _table < plan.Tables.Count; _table++, _next = 0)
        {
            var name = plan.Tables[_table].Schema.QualifiedName;
            var recorded = manifest.Tables[name];
            while (_next < recorded.FileCount)
            {
                var chunk = recorded.ChunkOf(plan.Tables[_table], _next++);
                if (TryLoad(chunk, name, recorded, rows, cancellationToken))
                    return chunk;
            }
        }

        return null;
    }, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryLoad(Chunk chunk, string name, ManifestTable recorded, IProgress<BatchProgress>? rows, CancellationToken cancellationToken)
    {
        var file = folder.NameOf(name, chunk.Number);
        if (folder.IsDone(file))
            return false;
        using var table = folder.TryShareTable(name, recorded.Claim);
        using var claimed = table is null ? null : folder.TryClaim(file);
        if (claimed is null)
            return false;
        folder.Complete(name, chunk.Number, Write(chunk, claimed, rows, cancellationToken));
        return true;
    }

    private WrittenFile Write(Chunk chunk, FileStream file, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
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
        return new WrittenFile(count, file.Length, hash.GetHashAndReset());
    }
}
