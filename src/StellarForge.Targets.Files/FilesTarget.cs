using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;
using StellarForge.Targets.Files.Streams;

namespace StellarForge.Targets.Files;

/// <summary>A folder of CSV, JSON lines or Parquet files as a target. The files themselves are the ledger, with a manifest beside them.</summary>
public sealed partial class FilesTarget : IPipelineTarget
{
    private const string Mend = "Delete it, and the same fill writes it anew.";

    private readonly FileFormat _format;
    private readonly ExportFolder _folder;
    private readonly StreamFolder _streams;
    private readonly RollSettings _roll;
    private readonly string _path;

    /// <param name="folder">The full path.</param>
    /// <param name="format">The format of the files.</param>
    /// <param name="roll">When a file of a stream is full.</param>
    internal FilesTarget(string folder, FileFormat format, RollSettings roll)
    {
        _path = folder;
        _format = format;
        _roll = roll;
        _folder = new ExportFolder(folder, format.Description, format.Extension);
        _streams = new StreamFolder(_folder);
    }

    /// <inheritdoc/>
    public string DisplayName => $"{_format.Name}:{_path}";

    /// <summary>The target of an address. Opens nothing yet.</summary>
    /// <param name="address">A URI: <c>csv:folder?gzip=true&amp;header=false&amp;delimiter=tab</c>, <c>jsonl:folder?gzip=true</c>,
    /// <c>parquet:folder?compression=gzip&amp;rowgroup=50000</c>.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static FilesTarget Open(string address) => (FilesTarget)ConnectorRegistry.Of(typeof(FilesTarget).Assembly).OpenTarget(address);

    /// <inheritdoc/>
    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => RunAsync(() =>
    {
        _folder.Create();
        using var held = _folder.Lock(cancellationToken);
        using var preparation = new FilesPreparation(_folder, _format.Description, _format.Extension, _streams.Read(), plan, cancellationToken);
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
                Read(table, file, ref sink.Value!, cancellationToken);
            }

            any |= ReadStreamed(table, ref sink.Value!, cancellationToken);

            if (!any)
                throw new TargetException($"{DisplayName} {_folder.ExplainMissing(table.QualifiedName)}");
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

    private static void ThrowIfTakenOver(FillPlan plan, Manifest manifest)
    {
        foreach (var name in plan.Tables.Select(table => table.Schema))
            FillRefusedException.ThrowIfTakenOver(name, manifest.IdentityOf(name.QualifiedName), plan.Identities[name.QualifiedName]);
    }

    private void Read<TSink>(TableSchema table, string file, ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_folder.LengthOf(file) == 0 && !IsEmpty(table.QualifiedName, file))
            throw new TargetException($"{_folder.PathOf(file)} is empty, or a pipe or device, which is not read. {Mend}");
        try
        {
            using var stream = _folder.Open(file);
            using var bytes = _format.Decompress(stream);
            var rows = _format.Rows.CreateDecoder(table).Open(bytes);
            while (rows.WriteTo(ref sink))
                cancellationToken.ThrowIfCancellationRequested();
        }
        catch (FormatException error)
        {
            throw new TargetException($"{_folder.PathOf(file)} can't be read: {error.Message}", error);
        }
    }

    // A chunk of no rows has no bytes in some formats.
    private bool IsEmpty(string table, string file)
    {
        using var records = _folder.OpenRecords(table);
        return ExportFolder.NumberOf(file, table, _format.Extension) is { } number && FileRecords.Read(records, number) is { Bytes: 0 };
    }

    // A table whose files are all there: what writers that died left of it goes, and what they did not note is read from the files.
    private void Finish(Table table, ManifestTable recorded, World world, CancellationToken cancellationToken)
    {
        var name = table.Schema.QualifiedName;
        using var records = _folder.OpenRecords(name);
        for (var number = 0; number < recorded.FileCount; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = _folder.NameOf(name, number);
            if (!_folder.IsDone(file))
                return;
            if (FileRecords.Read(records, number) is null)
                _folder.Record(name, number, Inspect(table.Schema, file, recorded.ChunkOf(table, number).Rows(world), cancellationToken));
        }

        _folder.RemoveRemains(name);
    }

    // Nobody noted that a fill wrote the file, so it has to have the rows.
    private WrittenFile Inspect(TableSchema table, string file, RowSource rows, CancellationToken cancellationToken)
    {
        var (expected, actual) = (new ChecksumSink(table), new ChecksumSink(table));
        rows.WriteTo(ref expected);
        Read(table, file, ref actual, cancellationToken);
        if (actual.Checksum != expected.Checksum)
        {
            throw new TargetException(
                $"{_folder.PathOf(file)} has {actual.Checksum.Count} rows, which are not the {expected.Checksum.Count} of the fill. {Mend}");
        }

        using var stream = _folder.Open(file);
        return new WrittenFile(rows.RowsWritten, stream.Length, SHA256.HashData(stream));
    }

    /// <summary>How far a fill is, by a manifest and the files that are there.</summary>
    /// <exception cref="FillRefusedException">A file has another length than the fill gave it.</exception>
    internal FillStatus Status(FillPlan plan, Manifest manifest)
    {
        ThrowIfTakenOver(plan, manifest);
        return new FillStatus([.. plan.Tables.Select(table => Status(table, manifest.Tables[table.Schema.QualifiedName], plan.World))]);
    }

    private TableStatus Status(Table table, ManifestTable recorded, World world)
    {
        var name = table.Schema.QualifiedName;
        var end = world.RootRows(table.Schema.Root);
        if (recorded.Rows != end)
        {
            throw new TargetException(FormattableString.Invariant(
                $"{DisplayName}: the manifest is damaged: table {table} has {recorded.Rows} rows of {table.Schema.Root} in it, and the fill has {end}. ")
                + "Restore the folder from before the damage, or start the table anew by --recreate.");
        }

        using var records = _folder.OpenRecords(name);
        var (done, rows) = (0L, 0L);
        for (var number = 0; number < recorded.FileCount; number++)
        {
            var file = _folder.NameOf(name, number);
            if (_folder.LengthOf(file) is not { } length)
                continue;
            var written = FileRecords.Read(records, number);
            if (written is not null && written.Bytes != length)
                throw new FillRefusedException($"{_folder.PathOf(file)} has {length} bytes, and the fill gave it {written.Bytes}. {Mend}");
            done++;
            rows += written?.Rows ?? recorded.ChunkOf(table, number).Count(world);
        }

        return new TableStatus(table, done, recorded.FileCount - done, rows);
    }
}
