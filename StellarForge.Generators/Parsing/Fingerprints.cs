using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>Hashes of source text, so that a fill's identity changes with the code that makes its values; white space and comments do not count.</summary>
internal static class Fingerprints
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash (FNV-1a) of a symbol's declarations; empty where they are in another assembly.</summary>
    public static string Of(ISymbol symbol)
    {
        var tokens = symbol.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantTokens()).ToList();
        if (tokens.Count == 0)
            return "";

        var hash = Offset;
        foreach (var token in tokens)
        {
            foreach (var character in token.Text)
                hash = unchecked((hash ^ character) * Prime);
            hash = unchecked((hash ^ ' ') * Prime);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
