using Aspire.Hosting;
using StellarForge.Architecture.Tests;

namespace StellarForge.Aspire.Hosting.Tests;

public class ApprovalTests
{
    private static readonly string Root = RootOf(AppContext.BaseDirectory);

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var file = Path.Combine(Root, "tests/StellarForge.Aspire.Hosting.Tests/Approved/StellarForge.Aspire.Hosting.txt");
        var actual = PublicApi.Describe(typeof(StellarForgeExtensions).Assembly);
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
            File.WriteAllText(file, actual);

        actual.ShouldBe(File.ReadAllText(file), "Approve the change by running this test with STELLARFORGE_APPROVE=1.");
    }

    [Fact]
    public void The_example_of_the_documentation_is_compiled()
    {
        var example = Lines("tests/StellarForge.Aspire.Hosting.Tests/Example.cs")
            .SkipWhile(line => line != "// <example>").Skip(1).TakeWhile(line => line != "// </example>").Where(line => line.Length > 0).ToList();
        var page = Lines("docs/aspire-hosting.md")
            .Select(line => line.Replace("Projects.Shop_Model", "Projects.StellarForge_Retail", StringComparison.Ordinal));

        example.ShouldBeSubsetOf(page);
        example.Count.ShouldBeGreaterThan(5);
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Root, file)).Select(line => line.Trim());

    private static string RootOf(string folder) =>
        File.Exists(Path.Combine(folder, "StellarForge.sln")) ? folder : RootOf(Path.GetDirectoryName(folder)!);
}
