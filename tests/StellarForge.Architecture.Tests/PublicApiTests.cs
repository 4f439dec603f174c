using System.Reflection;

namespace StellarForge.Architecture.Tests;

/// <summary>
/// The public surface as approved text, so that a change of it is seen in review. To approve what there is now:
/// <c>STELLARFORGE_APPROVE=1 dotnet test --project tests/StellarForge.Architecture.Tests</c>.
/// </summary>
public class PublicApiTests
{
    /// <summary>Every assembly that a package holds.</summary>
    public static TheoryData<string> Packable =>
    [
        .. Directory.EnumerateFiles(Repository.FullPath("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
            .Select(project => Path.GetFileNameWithoutExtension(project)!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Packable))]
    public void The_public_surface_is_the_approved_one(string assembly)
    {
        var approved = Repository.FullPath($"tests/StellarForge.Architecture.Tests/Approved/{assembly}.txt");
        var actual = PublicApi.Describe(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
            File.WriteAllText(approved, actual);

        Differences(File.ReadAllLines(approved), actual.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ShouldBeEmpty("Approve the change by running this test with STELLARFORGE_APPROVE=1.");
    }

    private static IEnumerable<string> Differences(string[] approved, string[] actual) =>
        [.. approved.Except(actual).Select(line => "- " + line), .. actual.Except(approved).Select(line => "+ " + line)];
}
