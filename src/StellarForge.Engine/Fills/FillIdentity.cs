using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StellarForge.Corpora;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Engine;

/// <summary>What a table's rows depend on: two fills with the same identity write the same rows.</summary>
/// <param name="Hash">The hash of all, in hexadecimal.</param>
/// <param name="Parts">The parts by name (seed, rows, columns, rules, corpora, algorithm), so that a difference can be named.</param>
public sealed record FillIdentity(string Hash, IReadOnlyDictionary<string, string> Parts)
{
    // Begins the name of a part that is the digest of another, whose text is then only shown: words may get better.
    private const string DigestOf = "digest of ";

    /// <summary>The parts in JSON, as a ledger keeps them.</summary>
    internal string ToJson() => JsonSerializer.Serialize(Parts, PartsJson.Default.IReadOnlyDictionaryStringString);

    /// <summary>The identity of a table's rows in a world.</summary>
    /// <remarks>The tables that its values are computed from count too: what they are, and how many rows they have.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="table">The table.</param>
    /// <param name="world">The world.</param>
    public static FillIdentity Of(Model model, Table table, World world)
    {
        var schema = table.Schema;
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["algorithm"] = StreamKey.AlgorithmVersion.ToString(CultureInfo.InvariantCulture),
            ["seed"] = world.Seed.ToString(CultureInfo.InvariantCulture),
            ["class"] = schema.ClassName,
            ["key"] = string.Join(", ", schema.Key.Select(ordinal => schema.Columns[ordinal].Name)),
        };
        foreach (var (ordinal, column) in schema.Columns.Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{ordinal + 1}: ");
            Add($"column {column.Name}", place + Describe(column, column.Rule), place + Describe(column, MakingOf(column)));
        }

        if (schema.Rules.Length > 0)
            Add("rules", schema.Rules, MakingOf(schema));
        if (schema.Owner is { } owner)
            parts["owner"] = $"{owner.Table} ({owner.Min} to {owner.Max})";

        foreach (var other in model.SourcesOf(schema))
        {
            if (other.Owner is null)
                parts[other == schema ? "rows" : $"rows of {other}"] = world.RootRows(other).ToString(CultureInfo.InvariantCulture);
            if (other != schema)
                parts[$"rules of {other}"] = Digest(Rules(other))[..16];
            foreach (var corpus in other.Corpora)
                parts[$"corpus {corpus}"] = CorpusCatalog.Fingerprint(corpus);
        }

        return new FillIdentity(Digest(parts.Where(part => !parts.ContainsKey(DigestOf + part.Key)).Select(part => $"{part.Key}={part.Value}")), parts);

        void Add(string part, string shown, string meant) => (parts[part], parts[DigestOf + part]) = (shown, Digest([meant])[..16]);
    }

    /// <summary>An identity as a ledger keeps it.</summary>
    /// <param name="table">The table, for the message.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="parts">The parts in JSON.</param>
    /// <exception cref="TargetException">The parts are damaged.</exception>
    public static FillIdentity Parse(TableSchema table, string hash, string parts)
    {
        try
        {
            return new FillIdentity(hash, JsonSerializer.Deserialize(parts, PartsJson.Default.SortedDictionaryStringString) ?? throw new JsonException());
        }
        catch (JsonException error)
        {
            throw LedgerEntry.Damaged(table, "what its rows depend on can't be read", error);
        }
    }

    /// <summary>The parts that differ, in words: <c>seed was 42, is 43</c>.</summary>
    /// <param name="recorded">The earlier identity.</param>
    public IEnumerable<string> DifferencesFrom(FillIdentity recorded)
    {
        var parts = recorded.Parts.Keys.Union(Parts.Keys).Where(part => !part.StartsWith(DigestOf, StringComparison.Ordinal));
        foreach (var part in parts.Order(StringComparer.Ordinal))
        {
            var was = recorded.Parts.GetValueOrDefault(part, "none");
            var now = Parts.GetValueOrDefault(part, "none");

            // Fills of earlier versions have no digests.
            var isSame = recorded.Parts.TryGetValue(DigestOf + part, out var meant) && Parts.TryGetValue(DigestOf + part, out var means)
                ? meant == means
                : was == now;
            if (!isSame)
                yield return was != now ? $"{part} was {was}, is {now}" : $"{part}: how its values are made changed";
        }
    }

    private static IEnumerable<string> Rules(TableSchema table) =>
        table.Columns.Select(column => Describe(column, MakingOf(column)))
            .Append(table.ClassName)
            .Append(MakingOf(table))
            .Append(table.Owner is { } owner ? string.Create(CultureInfo.InvariantCulture, $"{owner.Table} {owner.Min} {owner.Max}") : "");

    private static string MakingOf(ColumnSchema column) => column.Fingerprint.Length > 0 ? column.Fingerprint : column.Rule;

    private static string MakingOf(TableSchema table) => table.Fingerprint.Length > 0 ? table.Fingerprint : table.Rules;

    private static string Describe(ColumnSchema column, string making)
    {
        var size = column.Type switch
        {
            ColumnType.Decimal => string.Create(CultureInfo.InvariantCulture, $"({column.Precision},{column.Scale})"),
            ColumnType.Text or ColumnType.Binary when column.MaxLength is { } length => string.Create(CultureInfo.InvariantCulture, $"({length})"),
            _ => "",
        };
        var typeName = column.TypeName is { } type ? $" as {type}" : "";
        return $"{column.Property} {column.Type}{size}{typeName}{(column.IsNullable ? " null" : "")} {making}".TrimEnd();
    }

    // A separator that no name or rule has.
    private static string Digest(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', lines))));
}

// Reflection over these types would be a good part of what a fill needs to start.
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class PartsJson : JsonSerializerContext;
