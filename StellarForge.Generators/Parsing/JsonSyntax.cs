using System.Text.RegularExpressions;

namespace StellarForge.Generators.Parsing;

/// <summary>Whether a text is JSON (RFC 8259), found by taking together what is inside first.</summary>
internal static class JsonSyntax
{
    // What stands for a string and for any other value is no character of JSON.
    private static readonly Regex Strings = new("\"([^\"\\\\\\x00-\\x1f]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*\"", RegexOptions.CultureInvariant);
    private static readonly Regex Words = new(@"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null", RegexOptions.CultureInvariant);
    private static readonly Regex Spaces = new("[ \t\r\n]+");
    private static readonly Regex Nested = new("\\[([\x01\x02](,[\x01\x02])*)?\\]|\\{(\x01:[\x01\x02](,\x01:[\x01\x02])*)?\\}");

    public static bool IsValid(string text)
    {
        if (text.IndexOfAny(['\x01', '\x02']) >= 0)
            return false;
        var reduced = Spaces.Replace(Words.Replace(Strings.Replace(text, "\x01"), "\x02"), "");
        for (var before = ""; before != reduced;)
            (before, reduced) = (reduced, Nested.Replace(reduced, "\x02"));
        return reduced is "\x01" or "\x02";
    }
}
