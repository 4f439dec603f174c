using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StellarForge.Engine.SchemaRegistry;

/// <summary>
/// The schemas that a registry answered with, each in a file named after its id: what is known while the registry is down. A folder of its own within the
/// given one for each registry, as ids mean nothing elsewhere.
/// </summary>
internal sealed class SchemaFolder(string folder, Uri registry)
{
    // Several registries may share a host, by their paths.
    private readonly string _folder = Path.Combine(
        folder, string.Create(CultureInfo.InvariantCulture, $"{registry.Host}_{registry.Port}{Uri.EscapeDataString(registry.AbsolutePath.TrimEnd('/'))}"));

    public void Keep(int id, string schema)
    {
        // A registry that was made anew gives an id to another schema.
        if (Find(id) == schema)
            return;
        var file = FileOf(id);
        Directory.CreateDirectory(_folder);

        // Whole or not at all; several processes may keep the same one.
        var part = $"{file}.{Guid.NewGuid():n}.part";
        File.WriteAllText(part, schema);
        File.Move(part, file, overwrite: true);
    }

    public string? Find(int id) => File.Exists(FileOf(id)) ? File.ReadAllText(FileOf(id)) : null;

    /// <summary>The id that a schema was registered under. Registries give schemas back with other white space, or in another order.</summary>
    public int? IdOf(string schema)
    {
        if (!Directory.Exists(_folder))
            return null;
        var wanted = JsonNode.Parse(schema);
        foreach (var file in Directory.EnumerateFiles(_folder, "*.avsc"))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out var id) && IsSame(file, wanted))
                return id;
        }

        return null;
    }

    private static bool IsSame(string file, JsonNode? wanted)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(file)), wanted);
        }
        catch (JsonException)
        {
            // Somebody's own file.
            return false;
        }
    }

    private string FileOf(int id) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{id}.avsc"));
}
