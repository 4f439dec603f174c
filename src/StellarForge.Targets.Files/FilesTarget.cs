using System.Runtime.CompilerServices;
using StellarForge.Engine;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>A folder of CSV, JSON lines or Parquet files as a target. The files themselves are the ledger, with a manifest beside them.</summary>
public sealed class FilesTarget : ITarget
{
    private readonly FilesAddress _address;
    private readonly FileFormat _format;
    private readonly ExportFolder _folder;

    private FilesTarget(FilesAddress address)
    {
        _address = address;
        _format = address.Format;
        _folder = new ExportFolder(address.Folder, address.Format);
    }

    /// <inheritdoc/>
    public string DisplayName => $"{_format.Name}:{_address.Folder}";

    /// <summary>The target of an address. Opens nothing yet.</summary>
    /// <param name="address">A URI: <c>csv:folder?gzip=true&amp;header=false&amp;delimiter=tab</c>, <c>jsonl:folder?gzip=true</c>, <c>parquet:folder?compression=gzip&amp;rowgroup=50000</c>.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static FilesTarget Open(string address) => new(FilesAddress.Parse(address));

    /// <inheritdoc/>
    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => RunAsync(() =>
    {
        _folder.Create();
        using var held = _folder.Lock(cancellationToken);
        using var preparation = new FilesPreparation(_folder, _format, plan, cancellationToken);
        return Status(plan, preparation.Run(recreate));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) =>
        RunAsync(() => Status(plan, _folder.ReadManifest()), cancellationToken);

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(FillPlan plan, CancellationToken cancellationToken) =>
        RunAsync<ITargetSession>(() => new FilesSession(this, _folder, _format, plan, Status(plan, _folder.ReadManifest()).Open), cancellationToken);

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => RunAsync(() =>
    {
        using var held = _folder.Lock(cancellationToken);
        var manifest = _folder.ReadManifest();
        foreach (var (name, table) in manifest.Tables.ToList())
            manifest.Tables[name] = table with { Files = [.. table.Files.Select(file => _folder.IsDone(file.Name) && _folder.NoteOf(file.Name) is { } note ? file.With(note) : file)] };
        _folder.WriteManifest(manifest);
        if (manifest.Tables.Values.All(table => table.Files.All(file => file.Sha256 is not null)))
            _folder.RemoveWork();
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
            var files = _folder.FilesOf(table).ToList();
            if (files.Count == 0)
                throw new TargetException($"{DisplayName} has no files of the table {table}, such as {_folder.NameOf(table, 0)}.");
            foreach (var file in files)
            {
                try
                {
                    using var stream = new FileStream(_folder.PathOf(file), FileMode.Open, FileAccess.Read, FileShare.Read);
                    using var bytes = _format.Decompress(stream);
                    var rows = _format.Rows.CreateDecoder(table).Open(bytes);
                    while (rows.WriteTo(ref sink.Value!))
                        cancellationToken.ThrowIfCancellationRequested();
                }
                catch (Exception error) when (error is FormatException or InvalidDataException)
                {
                    throw new TargetException($"{_folder.PathOf(file)} can't be read: {error.Message}", error);
                }
            }

            return true;
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

    private FillStatus Status(FillPlan plan, Manifest manifest)
    {
        var (done, open) = (new List<Chunk>(), new List<Chunk>());
        foreach (var table in plan.Tables)
        {
            var name = table.Schema.QualifiedName;
            FillRefusedException.ThrowIfTakenOver(table.Schema, manifest.IdentityOf(name), plan.Identities[name]);
            foreach (var (number, file) in manifest.Tables[name].Files.Index())
                (_folder.IsDone(file.Name) ? done : open).Add(new Chunk(table, number, file.From, file.To));
        }

        return new FillStatus(done, open);
    }
}
