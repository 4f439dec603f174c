using System.CommandLine;
using System.Text.RegularExpressions;
using StellarForge.Cli.Connectors;

namespace StellarForge.Cli.Options;

/// <summary>Command lines to go on with, as text that can be pasted.</summary>
internal static partial class CommandText
{
    /// <summary>A verb with the options that this command line gave.</summary>
    /// <param name="result">This command line.</param>
    /// <param name="verb">The verb, and what is to follow it.</param>
    /// <param name="options">The options to take over.</param>
    /// <param name="address">What stands for the target, whose address may have a password.</param>
    public static string Write(ParseResult result, string verb, IEnumerable<Option> options, NamedAddress address)
    {
        List<string> words = ["stellarforge", verb];
        foreach (var option in options)
        {
            if (result.GetResult(option) is not { Implicit: false } given)
                continue;
            if (given.Tokens.Count == 0)
                words.Add(option.Name);
            foreach (var token in given.Tokens)
                words.AddRange([option.Name, Quote(option.Name == "--target" ? address.Shown : token.Value)]);
        }
        return string.Join(' ', words);
    }

    /// <summary>A word as the shell takes it.</summary>
    public static string Quote(string word) => Special().IsMatch(word) ? $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'" : word;

    [GeneratedRegex(@"[^\w:/@.,=+*~-]")]
    private static partial Regex Special();
}
