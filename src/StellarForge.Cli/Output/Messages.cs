using System.Globalization;
using System.Text.RegularExpressions;

namespace StellarForge.Cli.Output;

/// <summary>What is said to people: on the error stream, so that standard output holds nothing but results.</summary>
internal static partial class Messages
{
    public static void Note(string message) => Console.Error.WriteLine(message);

    /// <summary>One readable line, whatever went wrong; the whole story where <c>STELLARFORGE_DEBUG=1</c> asks for it.</summary>
    public static void Error(Exception error)
    {
        Console.Error.WriteLine($"stellarforge: {OneLine(error.Message)}");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_DEBUG") == "1")
            Console.Error.WriteLine(error);
    }

    /// <summary>Text with its control characters as <c>\u001b</c>: what a store holds must not move a terminal's cursor.</summary>
    public static string Printable(string text) => text.Any(IsControl)
        ? string.Concat(text.Select(character => IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString()))
        : text;

    // The formatting ones as well, which turn the direction of what follows.
    private static bool IsControl(char character) =>
        char.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string OneLine(string message)
    {
        var lines = message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Printable(Password.Replace(string.Join(' ', lines), "***"));
    }

    // An address that stands where a table's name or another word is expected is quoted by whoever expected that word.
    [GeneratedRegex(@"(?<=://[^\s:@/]*:)\S+(?=@)")]
    private static partial Regex Password { get; }
}
