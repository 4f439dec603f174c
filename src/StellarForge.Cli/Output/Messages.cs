using StellarForge.Text;

namespace StellarForge.Cli.Output;

/// <summary>What is said to people: on the error stream, so that standard output holds nothing but results.</summary>
internal static class Messages
{
    public static void Note(string message)
    {
        try
        {
            Console.Error.WriteLine(message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nobody is left to be told: the exit code says how it ended. What .NET denies is a stream that was closed before the process began.
        }
    }

    /// <summary>One readable line, whatever went wrong; the whole story where <c>STELLARFORGE_DEBUG=1</c> asks for it.</summary>
    public static void Error(Exception error)
    {
        Note($"stellarforge: {OneLine(error.Message)}");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_DEBUG") == "1")
            Note(error.ToString());
    }

    /// <summary>Text with its control characters as <c>\u001b</c>: what a store holds must not move a terminal's cursor.</summary>
    public static string Printable(string text) => PrintableText.Escape(text);

    // No regular expressions and no LINQ: where files can't be opened any more, their libraries can't be loaded to say so.
    private static string OneLine(string message)
    {
        var lines = message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var words = string.Join(' ', lines).Split(' ');
        for (var word = 0; word < words.Length; word++)
            words[word] = WithoutPassword(words[word]);
        return Printable(string.Join(' ', words));
    }

    // An address that stands where a table's name or another word is expected is quoted by whoever expected that word.
    private static string WithoutPassword(string word)
    {
        for (var scheme = word.IndexOf("://", StringComparison.Ordinal); scheme >= 0; scheme = word.IndexOf("://", scheme + 1, StringComparison.Ordinal))
        {
            var (colon, end) = (word.IndexOfAny([':', '@', '/'], scheme + 3), word.LastIndexOf('@'));
            if (colon >= 0 && word[colon] == ':' && end > colon + 1)
                return $"{word[..(colon + 1)]}***{word[end..]}";
        }

        return word;
    }
}
