using System.Text.Json;
using StellarForge.Engine;

namespace StellarForge.Targets.Files;

/// <summary>Reads and writes <c>manifest.json</c>. Neither takes more memory for more files.</summary>
internal static class ManifestFile
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Reads a manifest; one of version 1 as what it would be now.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="TargetException">It is of a newer release.</exception>
    public static Manifest Read(string file, string extension, Func<string, int, string, string> nameOf)
    {
        using var stream = File.OpenRead(file);
        var version = JsonSerializer.Deserialize(stream, ManifestJson.Default.ManifestVersion)?.Version;
        if (version > Manifest.CurrentVersion)
            throw new TargetException(
                $"{file} is of version {version}, and this release knows versions up to {Manifest.CurrentVersion}: a newer one filled the folder. " +
                "Use that one, or name another folder.");

        stream.Position = 0;
        return version is null
            ? JsonSerializer.Deserialize(stream, ManifestJson.Default.FirstManifest)?.Upgrade(extension, nameOf) ?? throw new JsonException()
            : JsonSerializer.Deserialize(stream, ManifestJson.Default.Manifest) ?? throw new JsonException();
    }

    /// <summary>Writes a manifest, with the files that are there and recorded.</summary>
    /// <param name="file">The file.</param>
    /// <param name="temporary">Where it is written before it gets its name.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="folder">The folder.</param>
    public static void Write(string file, string temporary, Manifest manifest, ExportFolder folder)
    {
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using var json = new Utf8JsonWriter(stream, Indented);
            json.WriteStartObject();
            json.WriteNumber("version", manifest.Version);
            json.WriteString("format", manifest.Format);
            json.WriteString("extension", manifest.Extension);
            json.WriteStartObject("tables");
            foreach (var (name, table) in manifest.Tables)
            {
                json.WriteStartObject(name);
                WriteTable(json, name, table, folder);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            Disk.Flush(stream);
        }

        Disk.Move(temporary, file);
    }

    private static void WriteTable(Utf8JsonWriter json, string name, ManifestTable table, ExportFolder folder)
    {
        json.WriteString("identity", table.Identity);
        json.WriteStartObject("parts");
        foreach (var (part, value) in table.Parts)
            json.WriteString(part, value);
        json.WriteEndObject();
        json.WriteNumber("rows", table.Rows);
        json.WriteNumber("chunkRows", table.ChunkRows);

        json.WriteStartArray("files");
        using var records = folder.OpenRecords(name);
        for (var number = 0; number < table.FileCount; number++)
        {
            var file = folder.NameOf(name, number);
            if (!folder.IsDone(file) || FileRecords.Read(records, number) is not { } written)
                continue;
            json.WriteStartObject();
            json.WriteString("name", file);
            json.WriteNumber("from", number * table.ChunkRows);
            json.WriteNumber("to", Math.Min(table.Rows, (number + 1) * table.ChunkRows));
            json.WriteNumber("rows", written.Rows);
            json.WriteNumber("bytes", written.Bytes);
            json.WriteString("sha256", Convert.ToHexStringLower(written.Sha256));
            json.WriteEndObject();
            if (json.BytesPending > 1 << 16)
                json.Flush();
        }

        json.WriteEndArray();
    }
}
