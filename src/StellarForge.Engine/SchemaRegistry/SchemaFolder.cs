using System.Globalization;

namespace StellarForge.Engine.SchemaRegistry;

/// <summary>
/// The schemas that a registry answered with, each in a file named after its id: what is known while the registry is down. A folder of its own within the
/// given one for each registry, as ids mean nothing elsewhere.
/// </summary>
internal sealed class SchemaFolder(string folder, Uri registry)
{
    private readonly string _folder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{registry.Host}_{registry.Port}"));

    public void Keep(int id, string schema)
    {
        var file = FileOf(id);
        if (File.Exists(file))
            return;
        Directory.CreateDirectory(_folder);

        // Whole or not at all; several processes may keep the same one.
        var part = $"{file}.{Guid.NewGuid():n}.part";
        File.WriteAllText(part, schema);
        File.Move(part, file, overwrite: true);
    }

    public string? Find(int id) => File.Exists(FileOf(id)) ? File.ReadAllText(FileOf(id)) : null;

    /// <summary>The id that a schema was registered under.</summary>
    public int? IdOf(string schema)
    {
        if (!Directory.Exists(_folder))
            return null;
        foreach (var file in Directory.EnumerateFiles(_folder, "*.avsc"))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out var id) && File.ReadAllText(file) == schema)
                return id;
        }

        return null;
    }

    private string FileOf(int id) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{id}.avsc"));
}
