using StellarForge.Engine;
using StellarForge.Schema;
using StellarForge.Targets.Files.Streams;

namespace StellarForge.Targets.Files;

/// <summary>Brings a folder into the state that a fill starts or continues from; its lock is held.</summary>
/// <param name="folder">The folder.</param>
/// <param name="format">The format with its options.</param>
/// <param name="extension">What the names of its files end in.</param>
/// <param name="streamed">What streams wrote there.</param>
/// <param name="plan">The fill.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class FilesPreparation(
    ExportFolder folder, string format, string extension, StreamState streamed, FillPlan plan, CancellationToken cancellationToken) : IDisposable
{
    private readonly Dictionary<string, FileStream> _held = [];

    public Manifest Run(bool recreate)
    {
        var manifest = folder.ReadManifest();
        var planned = plan.Tables.Select(table => table.Schema.QualifiedName).ToList();
        CheckNames(manifest.Format == format ? [.. manifest.Tables.Keys.Union(planned)] : planned);
        if (manifest.Format != format)
        {
            if (!recreate)
                throw new FillRefusedException(
                    $"The folder holds files of another format: {manifest.Format}, and now {format}. Name another folder, or start anew by --recreate.");
            var others = manifest.Tables.Keys.Except(planned).ToList();
            if (others.Count > 0 && !plan.IsForced)
            {
                throw new FillRefusedException(
                    $"The folder holds files of another format: {manifest.Format}, and now {format}. " +
                        "To start anew would delete those of tables that are not filled now, too: " +
                    $"{string.Join(", ", others)}. Fill all of them, name another folder, or say --force.");
            }

        }

        // All are looked at before the first is touched.
        var anew = plan.Tables.Where(table => IsToBeMade(table, manifest, recreate)).ToList();
        if (manifest.Format != format)
        {
            if (streamed.Tables.Values.Any(table => table.Files > 0))
                throw new FillRefusedException($"The folder holds files of another format that streams wrote: {manifest.Format}. Name another folder.");
            foreach (var (name, table) in manifest.Tables)
                DeleteFiles(name, table, manifest.Extension);
            manifest = new Manifest { Format = format, Extension = extension };
        }

        foreach (var table in anew)
            Make(table, manifest);
        if (_held.Count > 0)
            folder.WriteManifest(manifest);
        foreach (var (name, held) in _held)
            ExportFolder.WriteClaim(held, manifest.Tables.TryGetValue(name, out var table) ? table.Claim : "");
        return manifest;
    }

    public void Dispose()
    {
        foreach (var held in _held.Values)
            held.Dispose();
    }

    private bool IsToBeMade(Table table, Manifest manifest, bool recreate)
    {
        var name = table.Schema.QualifiedName;
        var identity = plan.Identities[name];
        var recorded = manifest.IdentityOf(name);
        if (recorded?.Hash == identity.Hash && !recreate)
        {
            // A process that died here, or an earlier release, has not said what workers compare.
            if (folder.TryShareTable(name, manifest.Tables[name].Claim) is { } shared)
                shared.Dispose();
            else
                Hold(name);
            RefuseOthers(table.Schema, manifest.Tables[name]);
            return false;
        }

        // What others are writing is waited for; until the manifest is written, they begin nothing.
        Hold(name);
        RefuseOthers(table.Schema, manifest.Extension == extension ? manifest.Tables.GetValueOrDefault(name) : null);
        if (recorded is not null && !recreate && folder.FilesOf(name).Any())
            throw FillRefusedException.OtherFill(table.Schema, recorded, identity);
        if (streamed.Tables.GetValueOrDefault(name) is { Files: > 0 })
        {
            throw new FillRefusedException(
                $"Table {table} already has files that a stream wrote, such as {folder.PathOf(folder.StreamedNameOf(name, 1))}. Fill another folder; "
                + "where a fill and a stream are to share a table, the fill comes first.");
        }

        return true;
    }

    private void Make(Table table, Manifest manifest)
    {
        var name = table.Schema.QualifiedName;
        var identity = plan.Identities[name];
        if (manifest.Tables.TryGetValue(name, out var there))
            DeleteFiles(name, there, extension);
        manifest.Tables[name] = new ManifestTable
        {
            Identity = identity.Hash,
            Parts = identity.Parts,
            Rows = plan.World.RootRows(table.Schema.Root),
            ChunkRows = plan.ChunkSizes[name],
        };
    }

    private void RefuseOthers(TableSchema table, ManifestTable? there)
    {
        var name = table.QualifiedName;
        if (folder.FilesOf(name).FirstOrDefault(file => there is null || !ExportFolder.IsOf(file, name, there, extension)) is { } other)
            throw new FillRefusedException(
                $"Table {table} already has a file that no fill wrote: {folder.PathOf(other)}. Move it away, or name another folder.");
    }

    private void Hold(string table)
    {
        if (!_held.ContainsKey(table))
            _held[table] = folder.LockTable(table, cancellationToken);
    }

    // What has the name of a file of that fill, and nothing else.
    private void DeleteFiles(string name, ManifestTable table, string ending)
    {
        Hold(name);
        foreach (var file in folder.FilesOf(name, ending).Where(file => ExportFolder.IsOf(file, name, table, ending)))
            folder.Delete(file);
        folder.DeleteRecords(name);
    }

    internal static void CheckNames(IEnumerable<string> tables)
    {
        var clash = tables.GroupBy(ExportFolder.Prefix, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (clash is not null)
            throw new FillRefusedException(
                $"The tables {string.Join(" and ", clash)} would share the files {clash.Key}*. Give one of them another name, or another folder.");
    }
}
