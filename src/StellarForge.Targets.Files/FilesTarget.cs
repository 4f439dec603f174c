using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>A folder of CSV, JSON lines or Parquet files as a target. The files themselves are the ledger, with a manifest beside them.</summary>
public sealed class FilesTarget : ITarget
{
    private readonly FileFormat _format;
    private readonly ExportFolder _folder;
    private readonly string _path;

    /// <param name="folder">The full path.</param>
    /// <param name="format">The format of the files.</param>
    internal FilesTarget(string folder, FileFormat format)
    {
        _path = folder;
        _format = format;
        _folder = new ExportFolder(folder, format.Description, format.Extension);
    }

    /// <inheritdoc/>
    public string DisplayName => $"{_format.Name}:{_path}";

    /// <summary>The target of an address. Opens nothing yet.</summary>
    /// <param name="address">A URI: <c>csv:folder?gzip=true&amp;header=false&amp;delimiter=tab</c>, <c>jsonl:folder?gzip=true</c>, <c>parquet:folder?compression=gzip&amp;rowgroup=50000</c>.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static FilesTarget Open(string address) => (FilesTarget)ConnectorRegistry.Of(typeof(FilesTarget).Assembly).OpenTarget(address);

    /// <inheritdoc/>
    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => RunAsync(() =>
    {
        _folder.Create();
        using var held = _folder.Lock(cancellationToken);
        using var preparation = new FilesPreparation(_folder, _format.Description, _format.Extension, plan, cancellationToken);
        return Status(plan, preparation.Run(recreate));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken) =>
        RunAsync<ITargetSession>(() => new FilesSession(this, _folder, _format, _folder.ReadManifest()), cancellationToken);

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => RunAsync(() =>
    {
        using var held = _folder.Lock(cancellationToken);
        var manifest = _folder.ReadManifest();
        ThrowIfTakenOver(plan, manifest);
        foreach (var table in plan.Tables)
            Finish(table, manifest.Tables[table.Schema.QualifiedName], plan.World, cancellationToken);
        _folder.WriteManifest(manifest);
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(sink);
        return RunAsync(() =>
        {
            var any = false;
            foreach (var file in _folder.FilesOf(table.QualifiedName))
            {
                any = true;
                try
                {
                    using var stream = new FileStream(_folder.PathOf(file), FileMode.Open, FileAccess.Read, FileShare.Read);
                    using var bytes = _format.Decompress(stream);
                    var rows = _format.Rows.CreateDecoder(table).Open(bytes);
                    while (rows.WriteTo(ref sink.Value!))
                        cancellationToken.ThrowIfCancellationRequested();
                }
                catch (FormatException error)
                {
                    throw new TargetException($"{_folder.PathOf(file)} can't be read: {error.Message}", error);
                }
            }

            return any ? true : throw new TargetException($"{DisplayName} has no files of the table {table}, such as {_folder.NameOf(table.QualifiedName, 0)}.");
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs work on another thread, as file calls block, and puts errors into words.</summary>
    internal Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Run(() =>
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new TargetException($"{DisplayName}: {error.Message} Change the folder's permissions, or name another one.", error);
        }
        catch (IOException error)
        {
            throw new TargetException($"{DisplayName}: {error.Message} Once that is mended, the same command continues where it stopped.", error);
        }
    }, cancellationToken);

    private static void ThrowIfTakenOver(FillPlan plan, Manifest manifest)
    {
        foreach (var name in plan.Tables.Select(table => table.Schema))
            FillRefusedException.ThrowIfTakenOver(name, manifest.IdentityOf(name.QualifiedName), plan.Identities[name.QualifiedName]);
    }

    // A table whose files are all there: what writers that died left of it goes, and what they did not note is read from the files.
    private void Finish(Table table, ManifestTable recorded, World world, CancellationToken cancellationToken)
    {
        var name = table.Schema.QualifiedName;
        using var records = _folder.OpenRecords(name);
        for (var number = 0; number < recorded.FileCount; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_folder.IsDone(_folder.NameOf(name, number)))
                return;
            if (FileRecords.Read(records, number) is not null)
                continue;
            using var file = File.OpenRead(_folder.PathOf(_folder.NameOf(name, number)));
            _folder.Record(name, number, new WrittenFile(recorded.ChunkOf(table, number).Count(world), file.Length, SHA256.HashData(file)));
        }

        _folder.RemoveRemains(name);
    }

    /// <summary>How far a fill is, by a manifest and the files that are there.</summary>
    internal FillStatus Status(FillPlan plan, Manifest manifest)
    {
        ThrowIfTakenOver(plan, manifest);
        return new FillStatus([.. plan.Tables.Select(table => Status(table, manifest.Tables[table.Schema.QualifiedName], plan.World))]);
    }

    private TableStatus Status(Table table, ManifestTable recorded, World world)
    {
        var name = table.Schema.QualifiedName;
        using var records = _folder.OpenRecords(name);
        var (done, rows) = (0L, 0L);
        for (var number = 0; number < recorded.FileCount; number++)
        {
            if (!_folder.IsDone(_folder.NameOf(name, number)))
                continue;
            done++;
            rows += FileRecords.Read(records, number)?.Rows ?? recorded.ChunkOf(table, number).Count(world);
        }

        return new TableStatus(table, done, recorded.FileCount - done, rows);
    }
}
