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
        var hash = name.Aggregate(2166136261u, (value, character) => (value ^ character) * 16777619u).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        while (Encoding.UTF8.GetByteCount(name) > LongestIdentifier - 9)
            name = name.Substring(0, name.Length - 1);
        return name + "_" + hash;
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
