namespace StellarForge.Engine;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
public static class NearNames
{
    /// <summary>A sentence that names the near ones of what is known or, when none is near, all.</summary>
    public static string Suggest(string name, IReadOnlyCollection<string> known) => Find(name, known) is { Count: > 0 } near
        ? $"Did you mean {string.Join(" or ", near.Select(candidate => $"'{candidate}'"))}?"
        : $"There are: {string.Join(", ", known)}.";

    /// <summary>The near ones of what is known.</summary>
    public static IReadOnlyList<string> Find(string name, IReadOnlyCollection<string> known) => [.. known.Where(candidate => IsNear(candidate, name))];

    private static bool IsNear(string candidate, string name) =>
        (name.Length >= 3 && candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
        || Distance(candidate.ToLowerInvariant(), name.ToLowerInvariant()) <= Math.Max(1, name.Length / 3);

    // Levenshtein's edit distance, in which two neighbours that changed places count once (optimal string alignment); with three rows of the matrix.
    private static int Distance(string left, string right)
    {
        var before = new int[right.Length + 1];
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, 1 + Math.Min(previous[j], current[j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], 1 + before[j - 2]);
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[right.Length];
    }
}
