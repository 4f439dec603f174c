namespace StellarForge.Architecture.Tests;

/// <summary>The working copy that the tests were built in.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "artifacts", "node_modules", "BenchmarkDotNet.Artifacts", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>The text files that people write, by their paths below the root with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] extensions) =>
        Walk(new DirectoryInfo(Root))
            .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'));

    public static string FullPath(string file) => Path.Combine(Root, file);

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories()
            .Where(child => !Generated.Contains(child.Name) && child.Name != ".git")
            .SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StellarForge.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No StellarForge.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
