using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Refuses columns that are made from themselves, within the class.</summary>
internal static class ColumnCycles
{
    public static void Check(TableParser parser, List<ColumnSpec> columns)
    {
        var byName = columns.ToDictionary(column => column.Property);
        var done = new HashSet<string>();
        foreach (var column in columns)
        {
            if (Find(column.Property, byName, done, []) is not { } path)
                continue;
            parser.Report(Descriptors.Cycle, parser.Outline[path[0]]!.Location, path[0], string.Join(" → ", path));
            return;
        }
    }

    private static List<string>? Find(string column, Dictionary<string, ColumnSpec> byName, HashSet<string> done, List<string> path)
    {
        var start = path.IndexOf(column);
        if (start >= 0)
            return [.. path.Skip(start), column];
        if (done.Contains(column) || !byName.TryGetValue(column, out var spec))
            return null;

        path.Add(column);
        foreach (var need in spec.Value.Columns)
        {
            if (Find(need, byName, done, path) is { } found)
                return found;
        }

        path.RemoveAt(path.Count - 1);
        done.Add(column);
        return null;
    }
}
