using System.Diagnostics;
using System.Text.RegularExpressions;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

/// <summary>What the README and the pages say is so: their model builds and fills, their links lead somewhere.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void It_is_short() => Readme.Split('\n').Length.ShouldBeLessThan(150);

    [Fact]
    public async Task Its_model_builds_fills_and_verifies()
    {
        // The project stands beside the clone; here it stands elsewhere, and so names the clone by its full path.
        await File.WriteAllTextAsync(_cli.PathOf("Concerts.csproj"), Fence("xml").Replace("../StellarForge/", $"{Root}/", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_cli.PathOf("Model.cs"), Fence("csharp"));
        await BuildAsync();

        var output = await _cli.OutputOfAsync("fill --models bin/Concerts.dll --scale 0.02 --verify");

        output.ShouldContain("concerts.db holds exactly what the model says.");
        Sqlite.Ask(_cli.PathOf("concerts.db"), """
            SELECT count(*) FROM concert c
            WHERE sold <> (SELECT count(*) FROM ticket WHERE concert_id = c.id) OR abs(takings - (SELECT sum(paid) FROM ticket WHERE concert_id = c.id)) > 0.001
            """).ShouldBe("0");
    }

    [Fact]
    public async Task Its_first_command_fills_and_verifies()
    {
        const string Prompt = "$ dotnet run --project src/StellarForge.Cli -- ";
        var command = Readme.Split('\n').First(line => line.StartsWith(Prompt, StringComparison.Ordinal))[Prompt.Length..];

        (await _cli.OutputOfAsync($"{command} --scale 0.001")).ShouldContain("retail.db holds exactly what the model says.");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/cli.md")]
    [InlineData("docs/retail.md")]
    public void Its_links_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        var targets = Link().Matches(File.ReadAllText(Path.Combine(Root, page))).Select(match => match.Groups[1].Value)
            .Where(target => !target.StartsWith("http", StringComparison.Ordinal));

        targets.Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0]))).ShouldBeEmpty();
    }

    private static string Fence(string language) =>
        Regex.Match(Readme, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private async Task BuildAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-o", "bin", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = _cli.Folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StellarForge.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No StellarForge.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
