using System.Text;

namespace StellarForge.Generators.Parsing;

/// <summary>Database names.</summary>
internal static class Names
{
    // PostgreSQL cuts longer identifiers.
    private const int LongestIdentifier = 63;

    public static string OfTable(string name, bool asIs) => asIs ? name : SnakeCase(name);

    public static string OfColumn(string name, bool asIs) => asIs ? name : SnakeCase(name);

    /// <summary>A constraint's or index's name: cut, with a hash of the whole where that is needed.</summary>
    public static string OfConstraint(string prefix, string table, params string[] columns)
    {
        var name = prefix + "_" + table + "_" + string.Join("_", columns);
        if (Encoding.UTF8.GetByteCount(name) <= LongestIdentifier)
            return name;
        var hash = name.Aggregate(2166136261u, (value, character) => (value ^ character) * 16777619u)
            .ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        while (Encoding.UTF8.GetByteCount(name) > LongestIdentifier - 9)
            name = name.Substring(0, name.Length - 1);
        return name + "_" + hash;
    }

    /// <summary>What each of several is called: <c>Emails</c> are each an <c>Email</c>, <c>Cities</c> a <c>City</c>.</summary>
    public static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name.Substring(0, name.Length - 3) + "y"
        : name.EndsWith("sses", StringComparison.Ordinal) ? name.Substring(0, name.Length - 2)
        : name.EndsWith("s", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1)
        : name;

    /// <summary>The words of a name: <c>HomeZipCode</c> has three.</summary>
    public static List<string> Words(string name) => [.. SnakeCase(name).Split(['_'], StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty("")];

    /// <summary>The end of a message about an unknown name: the one among those given that is spelled most like it, where that is near.</summary>
    public static string Suggestion(string name, IEnumerable<string> known) => known
        .Where(other => Distance(name, other) <= Math.Max(1, name.Length / 3)
            || (name.Length >= 3 && other.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0))
        .OrderBy(other => Distance(name, other)).ThenBy(other => other, StringComparer.Ordinal).FirstOrDefault() is { } near ? $"; did you mean '{near}'?" : "";

    // Edits that make one text of the other, upper and lower case alike (Levenshtein 1966).
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + cost, Math.Min(row[j - 1], row[j]) + 1));
            }
        }

        return row[other.Length];
    }

    // HTTPServerId2 becomes http_server_id2.
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
