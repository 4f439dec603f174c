using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>Hashes (FNV-1a), which are the same on every machine: what a fill's identity has of how values are made.</summary>
internal static class Fingerprints
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of a symbol's declarations, without white space and comments; empty where they are in another assembly.</summary>
    public static string Of(ISymbol symbol)
    {
        var tokens = symbol.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantTokens()).ToList();
        return tokens.Count == 0 ? "" : Of(string.Concat(tokens.Select(token => token.Text + " ")));
    }

    /// <summary>The hash of a text.</summary>
    public static string Of(string text)
    {
        var hash = Offset;
        foreach (var character in text)
            hash = unchecked((hash ^ character) * Prime);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
