using System.Xml.Linq;

namespace StellarForge.Architecture.Tests;

/// <summary>
/// The picture in the README is drawn from what the AppHost publishes. To draw it anew:
/// <c>STELLARFORGE_APPROVE=1 dotnet test --project tests/StellarForge.Architecture.Tests</c>.
/// </summary>
public class ArchitecturePictureTests
{
    [Fact]
    public void The_picture_shows_what_the_AppHost_composes()
    {
        var system = ComposedSystem.Read(File.ReadAllText(Repository.FullPath("tests/StellarForge.AppHost.Tests/Approved/full/manifest.json")));
        var drawn = ArchitecturePicture.Draw(system);
        var file = Repository.FullPath("docs/images/architecture.svg");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
            File.WriteAllText(file, drawn);

        File.ReadAllText(file).ReplaceLineEndings("\n").ShouldBe(drawn, "Draw it anew by running this test with STELLARFORGE_APPROVE=1.");
        var words = XDocument.Parse(drawn).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        words.ShouldContain("kafka");
        words.ShouldContain("postgres");
        words.ShouldContain("writer");
    }
}
