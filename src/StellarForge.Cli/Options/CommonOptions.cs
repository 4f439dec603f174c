using System.CommandLine;
using StellarForge.Cli.Models;

namespace StellarForge.Cli.Options;

/// <summary>The options that every verb takes.</summary>
internal static class CommonOptions
{
    private static readonly Option<string?> Models = new("--models")
    {
        Description = "The assembly of annotated classes (X.dll). Default: the built-in retail model",
        HelpName = "X.dll",
        Recursive = true,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The seed: the same seed is the same data everywhere",
        HelpName = "number",
        DefaultValueFactory = _ => 42,
        CustomParser = Numbers.Parse<ulong>(0, "a whole number, 0 or more"),
        Recursive = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Machine-readable output on stdout; everything else goes to stderr",
        Recursive = true,
    };

    public static IEnumerable<Option> All => [.. Identity, Json];

    /// <summary>Those that decide which rows there are.</summary>
    public static IEnumerable<Option> Identity => [Models, Seed];

    public static void AddTo(Command root)
    {
        foreach (var option in All)
            root.Add(option);
    }

    public static Model Model(this ParseResult result) => ModelAssembly.Load(result.GetValue(Models));

    public static string? ModelsPath(this ParseResult result) => result.GetValue(Models);

    public static ulong WorldSeed(this ParseResult result) => result.GetValue(Seed);

    public static bool WantsJson(this ParseResult result) => result.GetValue(Json);
}
