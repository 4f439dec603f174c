using System.Runtime.CompilerServices;

namespace StellarForge.AppHost.Tests.Support;

/// <summary>Approved text in a file of the repository; written anew where the environment variable <c>STELLARFORGE_APPROVE</c> is 1.</summary>
internal static class Snapshot
{
    public static void ShouldMatchFile(this string actual, string path, [CallerFilePath] string test = "")
    {
        var file = Path.GetFullPath(path, Path.GetDirectoryName(test)!);
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        actual.ShouldBe(File.ReadAllText(file), $"{Path.GetFileName(file)} is stale: run the tests with STELLARFORGE_APPROVE=1 to write it anew.");
    }
}
