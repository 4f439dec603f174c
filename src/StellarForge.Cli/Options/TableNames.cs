using StellarForge.Engine;

namespace StellarForge.Cli.Options;

/// <summary>Finds the tables that a command line names.</summary>
internal static class TableNames
{
    /// <summary>The tables of those names, in the model's order; all, without names.</summary>
    /// <exception cref="UsageException">A name is unknown.</exception>
    public static IReadOnlyList<Table> Select(this Model model, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return model.Tables;
        var wanted = names.Select(model.Require).ToHashSet();
        return [.. model.Tables.Where(wanted.Contains)];
    }

    /// <summary>The table of that name.</summary>
    /// <exception cref="UsageException">There is none; the message suggests near names.</exception>
    public static Table Require(this Model model, string name)
    {
        if (model.Find(name) is { } table)
            return table;

        var known = model.Tables.Select(candidate => candidate.Schema.QualifiedName).ToList();
        throw new UsageException($"The model '{model.Name}' has no table '{name}'. {NearNames.Suggest(name, known)}");
    }
}
