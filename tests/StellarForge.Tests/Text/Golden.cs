using System.Runtime.CompilerServices;

namespace StellarForge.Tests.Text;

/// <summary>Values that a version of the generation algorithm has promised.</summary>
internal static class Golden
{
    /// <summary>Compares with a file beside the test; writes the file where <c>STELLARFORGE_GOLDEN=write</c> asks for it.</summary>
    public static void ShouldMatch(string file, string actual, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, file);
        if (Environment.GetEnvironmentVariable("STELLARFORGE_GOLDEN") == "write")
            File.WriteAllText(path, actual);
        actual.ShouldBe(File.ReadAllText(path));
    }
}
