using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using StellarForge.Engine;

namespace StellarForge.Targets.Files;

/// <summary>What <c>manifest.json</c> says: the format, and of each table the identity of its fill and how its rows are cut into files.</summary>
/// <remarks>
/// The files that are done are listed in it too, for people and their tools; nothing here reads that list, so that what is read does not grow with it.
/// </remarks>
internal sealed partial record Manifest
{
    /// <summary>The version that is written. Version 1, of before there were versions, listed each file from the start.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The format and its options.</summary>
    public required string Format { get; init; }

    /// <summary>What the names of the files end in.</summary>
    public required string Extension { get; init; }

    /// <summary>The tables by qualified name.</summary>
    public SortedDictionary<string, ManifestTable> Tables { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the folder has none.</summary>
    public FillIdentity? IdentityOf(string table) => Tables.TryGetValue(table, out var recorded) ? new FillIdentity(recorded.Identity, recorded.Parts) : null;

    /// <summary>What is wrong with what was read, or <see langword="null"/>: a name from a file is a name, never a path, and nothing is null.</summary>
    public string? FindProblem()
    {
        if (Format is null || Tables is null)
            return "It names no format, or no tables.";
        if (Extension is null || !FileExtension().IsMatch(Extension))
            return "The end of its files' names is not one, such as .csv.";
        foreach (var (name, table) in Tables)
        {
            if (table?.Identity is null || table.Parts is null || table.Parts.Values.Any(part => part is null))
                return $"It does not say what the rows of table {name} depend on.";
            if (table.Rows < 0 || table.ChunkRows < 1 || table.FileCount > int.MaxValue)
                return string.Create(CultureInfo.InvariantCulture, $"It has {table.Rows} rows of table {name} in files of {table.ChunkRows}.");
        }

        return null;
    }

    [GeneratedRegex(@"\A(\.[A-Za-z0-9]+)+\z")]
    private static partial Regex FileExtension();
}

/// <summary>A table: the identity of its fill, and a range of rows that is cut into files.</summary>
internal sealed record ManifestTable
{
    /// <summary>The fill's identity.</summary>
    public required string Identity { get; init; }

    /// <summary>What the identity is made of.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    /// <summary>The rows of the root owner.</summary>
    public long Rows { get; init; }

    /// <summary>The rows of the root owner that a file has; the last may have fewer.</summary>
    public long ChunkRows { get; init; }

    /// <summary>The number of files.</summary>
    [JsonIgnore]
    public long FileCount => (Rows / ChunkRows) + (Rows % ChunkRows > 0 ? 1 : 0);

    /// <summary>What a worker compares before it writes a file: another fill, or other boundaries, have another.</summary>
    [JsonIgnore]
    public string Claim => string.Create(CultureInfo.InvariantCulture, $"{Identity} {Rows}/{ChunkRows}");

    /// <summary>The chunk of a file.</summary>
    public Chunk ChunkOf(Table table, int number) => new(table, number, number * ChunkRows, Math.Min(Rows, (number + 1) * ChunkRows));
}

/// <summary>The manifest of version 1, which had no version.</summary>
internal sealed partial record FirstManifest
{
    /// <summary>The format and its options.</summary>
    public string? Format { get; init; }

    /// <summary>The tables by qualified name.</summary>
    public SortedDictionary<string, FirstManifestTable?>? Tables { get; init; }

    /// <summary>The same as of now, or <see langword="null"/> where it is damaged, or names other files than a fill made.</summary>
    /// <param name="extension">What the names of the files of the format at hand end in, for a manifest without files.</param>
    /// <param name="nameOf">The name of a table's file by its number.</param>
    public Manifest? Upgrade(string extension, Func<string, int, string, string> nameOf)
    {
        if (Format is null || Tables is null)
            return null;

        // The first name says what all end in; each is then compared with the name that a fill gives.
        var first = Tables.Values.SelectMany(table => table?.Files ?? []).FirstOrDefault()?.Name ?? "";
        var upgraded = new Manifest { Format = Format, Extension = Numbered().Match(first) is { Success: true } match ? match.Groups[1].Value : extension };
        foreach (var (name, table) in Tables)
        {
            if (table is not { Identity: { } identity, Parts: { } parts, Files: { } files } || files.Contains(null))
                return null;
            var (rows, step) = files.Count == 0 ? (0, 1) : (files[^1]!.To, files[0]!.To - files[0]!.From);
            if (step < 1 || files.Index().Any(file => file.Item!.Name != nameOf(name, file.Index, upgraded.Extension) || file.Item.From != file.Index * step))
                return null;
            upgraded.Tables[name] = new ManifestTable { Identity = identity, Parts = parts!, Rows = rows, ChunkRows = step };
            if (upgraded.Tables[name].FileCount != files.Count)
                return null;
        }

        return upgraded;
    }

    [GeneratedRegex(@"-[0-9]{5,}(\.[A-Za-z0-9.]+)\z")]
    private static partial Regex Numbered();
}

/// <summary>A table of version 1.</summary>
internal sealed record FirstManifestTable(string? Identity, Dictionary<string, string?>? Parts, List<FirstManifestFile?>? Files);

/// <summary>A file of version 1.</summary>
internal sealed record FirstManifestFile(string? Name, long From, long To);

/// <summary>What a manifest of any version is asked first.</summary>
/// <param name="Version">The version; <see langword="null"/> in version 1.</param>
internal sealed record ManifestVersion(int? Version = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ManifestVersion))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(FirstManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
