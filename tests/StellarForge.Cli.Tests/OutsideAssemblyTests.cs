using System.Diagnostics;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

/// <summary>An assembly that was built elsewhere, from public types only, brings a target, a dialect, a format and a value generator.</summary>
public sealed class OutsideAssemblyTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task An_outside_assembly_brings_a_target_a_dialect_a_format_and_a_value_generator()
    {
        var model = await BuildAsync();

        var filled = await _cli.OutputOfAsync($"fill --models {model} --target shelf:here?label=mine --chunk-rows 300 --workers 2 --verify");
        filled.ShouldContain("shelf:here (mine) holds exactly what the model says.");
        Directory.GetFiles(_cli.PathOf("here"), "gauge*-*.sealed").Length.ShouldBe(4);

        var other = await _cli.RunAsync($"verify --models {model} --target shelf:here --seed 7");
        other.ExitCode.ShouldBe(1);
        other.Output.ShouldContain("differs from the model");

        (await _cli.OutputOfAsync($"schema ddl --models {model} --dialect shelf")).ShouldContain("FIGURES");
        (await _cli.OutputOfAsync($"bench --models {model} --format sealed --rows 1000")).ShouldContain("sealed");
        (await _cli.OutputOfAsync($"fill --models {model} --help")).ShouldContain("shelf:folder");

        var wrong = await _cli.RunAsync($"fill --models {model} --target shelf:here?labels=x");
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("Did you mean 'label'?");
    }

    private async Task<string> BuildAsync()
    {
        var sources = Path.Combine(AppContext.BaseDirectory, "Outside");
        foreach (var file in Directory.GetFiles(sources))
            File.Copy(file, _cli.PathOf(Path.GetFileName(file)));

        // bin/<configuration>/net10.0 of this project.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!;
        var generator = Path.Combine(root.FullName, "StellarForge.Generators", "bin", output.Parent!.Name, "netstandard2.0", "StellarForge.Generators.dll");
        var start = new ProcessStartInfo(
            "dotnet", ["build", "Outside.csproj", "-o", "built", "-v", "q", $"-p:StellarForge={AppContext.BaseDirectory}", $"-p:Generator={generator}"])
        {
            WorkingDirectory = _cli.Folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, printed);
        return _cli.PathOf(Path.Combine("built", "Outside.dll"));
    }
}
