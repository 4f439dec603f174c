using StellarForge.Testing.Targets;

namespace StellarForge.Parquet.Tests;

public sealed class NpmPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stellarforge-npm-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_installation_that_was_broken_off_is_made_again()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "node_modules"));
        Directory.CreateDirectory(Path.Combine(_folder, "here"));
        Write("package.json", """{ "dependencies": { "here": "file:here" } }""");
        Write("here/package.json", """{ "name": "here", "version": "1.0.0" }""");
        Write("here/index.js", "module.exports = 'found';");
        Write("say.js", "console.log(require('here'))");

        (await new NpmPackage(_folder).RunAsync("say.js")).ShouldBe("found\n");

        // What is whole is not installed again: npm would replace the folder by its link.
        File.Delete(Path.Combine(_folder, "node_modules", "here"));
        Directory.CreateDirectory(Path.Combine(_folder, "node_modules", "here"));
        Write("node_modules/here/index.js", "module.exports = 'as it was';");
        (await new NpmPackage(_folder).RunAsync("say.js")).ShouldBe("as it was\n");
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
