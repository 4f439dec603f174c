using StellarForge.Engine;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>Brings a folder into the state that a fill starts or continues from; its lock is held.</summary>
internal sealed class FilesPreparation(ExportFolder folder, FileFormat format, FillPlan plan, CancellationToken cancellationToken) : IDisposable
{
    private readonly List<FileStream> _held = [];

    public Manifest Run(bool recreate)
    {
        var manifest = folder.ReadManifest();
        if (manifest.Format != format.Description)
        {
            if (!recreate)
                throw new FillRefusedException($"The folder holds files of another format: {manifest.Format}, and now {format.Description}. Name another folder, or start anew by --recreate.");
            foreach (var file in manifest.Tables.Values.SelectMany(table => table.Files))
                folder.Delete(file.Name);
            manifest = new Manifest { Format = format.Description };
        }

        foreach (var table in plan.Tables)
            Prepare(table, manifest, recreate);
        CheckNames(manifest);
        folder.WriteManifest(manifest);
        return manifest;
    }

    public void Dispose() => _held.ForEach(held => held.Dispose());

    private void Prepare(Table table, Manifest manifest, bool recreate)
    {
        var schema = table.Schema;
        var identity = plan.Identities[schema.QualifiedName];
        var recorded = manifest.IdentityOf(schema.QualifiedName);
        if (recorded?.Hash == identity.Hash && !recreate)
            return;

        // What others are writing is waited for; until the manifest is written, they begin nothing.
        _held.Add(folder.LockTable(schema, cancellationToken));
        var files = folder.FilesOf(schema).ToList();
        if (files.Count > 0 && !recreate)
        {
            throw recorded is null
                ? FillRefusedException.ForeignRows(schema)
                : FillRefusedException.OtherFill(schema, recorded, identity);
        }

        foreach (var file in files)
            folder.Delete(file);
        manifest.Tables[schema.QualifiedName] = new ManifestTable
        {
            Identity = identity.Hash,
            Parts = identity.Parts,
            Files = [.. plan.Chunks.Where(chunk => chunk.Table == table).Select(chunk => new ManifestFile(folder.NameOf(schema, chunk.Number), chunk.From, chunk.To))],
        };
    }

    private static void CheckNames(Manifest manifest)
    {
        var clash = manifest.Tables.SelectMany(table => table.Value.Files.Select(file => (Table: table.Key, File: file.Name)))
            .GroupBy(pair => pair.File, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (clash is not null)
            throw new FillRefusedException($"The tables {string.Join(" and ", clash.Select(pair => pair.Table))} would share the file {clash.Key}. Give one of them another name, or another folder.");
    }
}
