using System.Globalization;
using System.Text;

namespace StellarForge.Text;

/// <summary>Text of unknown origin where people read it: in messages, on a terminal, in names of files.</summary>
public static class PrintableText
{
    /// <summary>Whether a character is not shown as it is: control characters, and those that turn the direction of what follows or break the line.</summary>
    /// <param name="character">The character.</param>
    public static bool IsControl(char character) =>
        char.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>The text with its control characters as <c>\u001b</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(ReadOnlySpan<char> text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsControl(character))
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                printable.Append(character);
        }

        return printable.ToString();
    }
}
