using System.CommandLine;
using System.CommandLine.Parsing;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Options;

/// <summary>Options and arguments that take one of a few words; another word is refused with those that are near.</summary>
internal static class Choices
{
    /// <summary>Takes the name of a traffic pattern.</summary>
    public static Option<string?> OfPatterns(this Option<string?> option) =>
        Of(option!, [.. Enum.GetValues<TrafficPattern>().Select(pattern => SettingNames.Of(pattern))])!;

    public static Option<string> Of(this Option<string> option, params string[] words)
    {
        option.HelpName = string.Join('|', words);
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Check(result, result.Tokens, $"{option.Name}: there is no", words));
        return option;
    }

    public static Argument<string> Of(this Argument<string> argument, params string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Check(result, result.Tokens, "There is no", words));
        return argument;
    }

    /// <summary>The items of an option whose values are lists with commas, and which may be repeated.</summary>
    public static string[] Items(this ParseResult result, Option<string[]> option) =>
        [.. (result.GetValue(option) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static void Check(SymbolResult result, IReadOnlyList<Token> tokens, string problem, string[] words)
    {
        foreach (var token in tokens.Where(token => !words.Contains(token.Value)))
            result.AddError($"{problem} '{token.Value}'. {NearNames.Suggest(token.Value, words)}");
    }
}
