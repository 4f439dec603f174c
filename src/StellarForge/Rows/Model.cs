using System.Collections.Immutable;
using StellarForge.Schema;

namespace StellarForge;

/// <summary>The tables of one assembly.</summary>
/// <param name="name">A short name: what a default SQLite file is called.</param>
/// <param name="tables">The tables, parents before children.</param>
public sealed class Model(string name, ImmutableArray<Table> tables)
{
    /// <summary>A short name.</summary>
    public string Name { get; } = name;

    /// <summary>The tables, parents before children.</summary>
    public ImmutableArray<Table> Tables { get; } = tables;

    /// <summary>The table of that name (with or without its database schema, or the class's name; case does not matter), or <see langword="null"/>.</summary>
    public Table? Find(string name) =>
        Tables.FirstOrDefault(table => Matches(table.Schema.QualifiedName, name))
        ?? Tables.FirstOrDefault(table => Matches(table.Schema.Name, name) || Matches(table.Schema.ClassName, name));

    /// <summary>A table, then all whose values or counts go into its own, near or far.</summary>
    /// <param name="table">The table.</param>
    public IEnumerable<TableSchema> SourcesOf(TableSchema table)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { table.QualifiedName };
        var open = new Queue<TableSchema>([table]);
        while (open.TryDequeue(out var next))
        {
            yield return next;
            var names = next.References.Select(reference => reference.Parent).Concat(next.DependsOn);
            foreach (var source in names.Select(name => Find(name)?.Schema).Append(next.Owner?.Table).OfType<TableSchema>())
            {
                if (found.Add(source.QualifiedName))
                    open.Enqueue(source);
            }
        }
    }

    private static bool Matches(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
