namespace StellarForge.Generators.Tests.Support;

/// <summary>The larger models, as files of the test's output.</summary>
internal static class Models
{
    public static string Source(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Models", name + ".cs"));
}
