namespace StellarForge.Cli.Output;

/// <summary>What is said to people: on the error stream, so that standard output holds nothing but results.</summary>
internal static class Messages
{
    public static void Note(string message) => Console.Error.WriteLine(message);

    /// <summary>One readable line, whatever went wrong; the whole story where <c>STELLARFORGE_DEBUG=1</c> asks for it.</summary>
    public static void Error(Exception error)
    {
        Console.Error.WriteLine($"stellarforge: {OneLine(error.Message)}");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_DEBUG") == "1")
            Console.Error.WriteLine(error);
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
