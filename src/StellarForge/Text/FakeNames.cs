using System.Collections.Immutable;

namespace StellarForge.Text;

/// <summary>The names that <see cref="FakeAttribute"/> takes; docs/fake-names.md shows a value of each.</summary>
internal static class FakeNames
{
    private static readonly Dictionary<string, string[]> Recipes =
        FakeRecipes.Table.ToDictionary(recipe => recipe.Name, recipe => recipe.Alternatives, StringComparer.Ordinal);

    /// <summary>All names, sorted.</summary>
    public static ImmutableArray<string> All { get; } = [.. FakeRecipes.Table.Select(recipe => recipe.Name).Order(StringComparer.Ordinal)];

    /// <summary>Whether there is such a name. Upper and lower case differ.</summary>
    /// <param name="name">A name such as <c>name.firstName</c>, without braces.</param>
    public static bool Contains(string name) => Recipes.ContainsKey(name);

    internal static bool TryGet(string name, out string[] alternatives) => Recipes.TryGetValue(name, out alternatives!);
}
