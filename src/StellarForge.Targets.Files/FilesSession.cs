using StellarForge.Engine;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>One worker, which goes once through the files of each table. A transaction is one chunk: its file gets its name at the commit.</summary>
internal sealed class FilesSession(FilesTarget target, ExportFolder folder, FileFormat format, Manifest manifest) : ITargetSession, IChunkLedger
{
    private readonly FileWriter _writer = new(format);
    private readonly Dictionary<string, int> _next = [];
    private FileStream? _table;
    private FileStream? _claimed;
    private Chunk? _chunk;
    private WrittenFile? _written;

    public IChunkLedger Chunks => this;

    public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) => target.RunAsync(() =>
    {
        var name = table.Schema.QualifiedName;
        if (!manifest.Tables.TryGetValue(name, out var recorded) || recorded.Identity != identity.Hash)
            return null;
        for (var number = _next.GetValueOrDefault(name); number < recorded.FileCount; number++)
        {
            _next[name] = number + 1;
            if (TryClaim(name, recorded, number))
                return _chunk = recorded.ChunkOf(table, number);
        }

        return null;
    }, cancellationToken);

    public Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken) =>
        target.RunAsync(() => _written = _writer.Write(rows, Claimed, progress, cancellationToken), cancellationToken);

    public Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) =>
        target.RunAsync(() => target.Status(plan, folder.ReadManifest()), cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => target.RunAsync(() =>
    {
        if (_chunk is null || _written is null)
            throw new InvalidOperationException("Nothing was loaded: what a folder's session commits is the file of one chunk, claimed and loaded before.");
        folder.Complete(_chunk.Table.Schema.QualifiedName, _chunk.Number, _written);
        Release();
        return true;
    }, cancellationToken);

    public Task RollbackAsync(CancellationToken cancellationToken)
    {
        Release();
        return Task.CompletedTask;
    }

    private FileStream Claimed => _claimed is not null && _written is null
        ? _claimed
        : throw new InvalidOperationException("No chunk is claimed: what a folder's session loads is the file of one chunk, once; claim the next one first.");

    public ValueTask DisposeAsync()
    {
        Release();
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryClaim(string name, ManifestTable recorded, int number)
    {
        var file = folder.NameOf(name, number);
        if (folder.IsDone(file))
            return false;
        _table = folder.TryShareTable(name, recorded.Claim);
        _claimed = _table is null ? null : folder.TryClaim(file);
        if (_claimed is not null)
            return true;
        Release();
        return false;
    }

    private void Release()
    {
        _claimed?.Dispose();
        _table?.Dispose();
        (_table, _claimed, _chunk, _written) = (null, null, null, null);
    }
}
