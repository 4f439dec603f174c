using System.Runtime.CompilerServices;
using StellarForge.Generated;
using StellarForge.Text;

namespace StellarForge.Tests.Text;

public class FakeNamesPageTests
{
    private const string Begin = "| name | a value |\n| --- | --- |\n";

    [Fact]
    public void The_page_shows_a_value_of_every_name_and_nothing_else()
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/fake-names.md");
        var page = File.ReadAllText(path);
        var table = string.Concat(FakeNames.All.Select(name => $"| `{name}` | {TextSourceTests.Draw(TextSource.Fake(name, "en"), 1)[0]} |\n"));
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        if (Environment.GetEnvironmentVariable("STELLARFORGE_GOLDEN") == "write")
            File.WriteAllText(path, page = page[..start] + table);

        page[start..].ShouldBe(table);
    }

    [Fact]
    public void Names_are_sorted_and_known() => FakeNames.All.ShouldBe(FakeNames.All.Order(StringComparer.Ordinal).Where(FakeNames.Contains));

    private static string Here([CallerFilePath] string path = "") => path;
}
