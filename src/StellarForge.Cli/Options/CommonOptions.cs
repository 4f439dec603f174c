using System.CommandLine;
using StellarForge.Engine;

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

    /// <summary>The model that a command line names, or the built-in one.</summary>
    /// <exception cref="UsageException">There is no such file, or no model in it.</exception>
    public static Model Model(this ParseResult result)
    {
        if (result.GetValue(Models) is not { } path)
            return ModelAssembly.Of(typeof(Retail.Order).Assembly);
        if (path.Length == 0)
            throw new UsageException("--models names no file. Give the .dll that building the model's project makes.");
        try
        {
            return ModelAssembly.Load(path);
        }
        catch (ModelException error)
        {
            throw new UsageException($"--models: {error.Message}");
        }
    }

    public static string? ModelsPath(this ParseResult result) => result.GetValue(Models);

    public static ulong WorldSeed(this ParseResult result) => result.GetValue(Seed);

    public static bool WantsJson(this ParseResult result) => result.GetValue(Json);
}
