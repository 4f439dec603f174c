using System.Text.Json.Serialization;
using StellarForge.Engine;

namespace StellarForge.Targets.Files;

/// <summary>What <c>manifest.json</c> says: the format, and each table's identity and files.</summary>
internal sealed record Manifest
{
    /// <summary>The format and its options.</summary>
    public required string Format { get; init; }

    /// <summary>The tables by qualified name.</summary>
    public SortedDictionary<string, ManifestTable> Tables { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the folder has none.</summary>
    public FillIdentity? IdentityOf(string table) => Tables.TryGetValue(table, out var recorded) ? new FillIdentity(recorded.Identity, recorded.Parts) : null;
}

/// <summary>A table's files.</summary>
internal sealed record ManifestTable
{
    /// <summary>The fill's identity.</summary>
    public required string Identity { get; init; }

    /// <summary>What the identity is made of.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    /// <summary>The files, in the order of rows.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }
}

/// <summary>A file: a chunk of rows.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="From">The first row index of the root owner.</param>
/// <param name="To">The row index after the last.</param>
/// <param name="Rows">Rows, once the fill is finished.</param>
/// <param name="Bytes">Bytes, once the fill is finished.</param>
/// <param name="Sha256">The hash of the bytes, once the fill is finished.</param>
internal sealed record ManifestFile(string Name, long From, long To, long? Rows = null, long? Bytes = null, string? Sha256 = null)
{
    public ManifestFile With(WrittenFile written) => this with { Rows = written.Rows, Bytes = written.Bytes, Sha256 = written.Sha256 };
}

/// <summary>What the writer of a file knows of it.</summary>
internal sealed record WrittenFile(long Rows, long Bytes, string Sha256);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(WrittenFile))]
internal sealed partial class ManifestJson : JsonSerializerContext;
