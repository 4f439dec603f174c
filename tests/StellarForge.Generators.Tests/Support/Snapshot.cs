using System.Runtime.CompilerServices;

namespace StellarForge.Generators.Tests.Support;

/// <summary>Verified text in a file beside the test; written anew where the environment variable <c>STELLARFORGE_APPROVE</c> is 1.</summary>
internal static class Snapshot
{
    public static void ShouldMatchSnapshot(this string actual, string name, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, "Snapshots", name + ".verified.txt");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        actual.ShouldBe(File.ReadAllText(file), $"Verify the change of {name} by running this test with STELLARFORGE_APPROVE=1.");
    }
}
