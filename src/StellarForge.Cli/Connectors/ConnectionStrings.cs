using System.Collections;
using System.Text.Json;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Connectors;

/// <summary>Looks up the names that configuration gives to connection strings, where .NET programs keep them.</summary>
internal static class ConnectionStrings
{
    private const string Section = "ConnectionStrings";
    private const string Prefix = Section + "__";
    private const string File = "appsettings.json";

    /// <summary>What a target's name stands for, which may be what Aspire puts there; a URI or a connection string stands for itself.</summary>
    /// <exception cref="UsageException">No configuration has the name.</exception>
    /// <exception cref="FormatException">What stands under it does not say what it is for.</exception>
    public static string Resolve(string target)
    {
        if (Addresses.IsAddress(target))
            return target;
        var all = All();
        var near = NearNames.Find(target, [.. all.Keys]);
        return all.TryGetValue(target, out var found)
            ? ConnectionAddress.Translate(found)
            : throw new UsageException(
                "What stands for an address is neither a URI (such as sqlite:shop.db or kafka://localhost:9092) " +
                $"nor a name under {Section} in {File} or in the environment ({Section}__NAME)." +
                (near.Count > 0 ? $" Did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?" : ""));
    }

    /// <summary>Every name and what it stands for. As in .NET's configuration, the environment goes before files, and case does not matter.</summary>
    public static IReadOnlyDictionary<string, string> All()
    {
        var all = new Dictionary<string, string>(FromFile(), StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                all[name[Prefix.Length..]] = value;
        }
        return all;
    }

    private static Dictionary<string, string> FromFile()
    {
        if (!System.IO.File.Exists(File))
            return [];
        try
        {
            using var document = JsonDocument.Parse(
                System.IO.File.ReadAllBytes(File), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.EnumerateObject()
                .Where(property => property.Name.Equals(Section, StringComparison.OrdinalIgnoreCase))
                .SelectMany(section => section.Value.EnumerateObject())
                .GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(entries => entries.Key, Single, StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{Path.GetFullPath(File)} can't be read as configuration: {error.Message}");
        }
    }

    // .NET's configuration refuses such a file as well.
    private static string Single(IGrouping<string, JsonProperty> entries) => entries.Count() == 1
        ? entries.Single().Value.GetString() ?? ""
        : throw new UsageException($"{Path.GetFullPath(File)} has {Section}:{entries.Key} twice. Case does not matter. Leave one.");
}
