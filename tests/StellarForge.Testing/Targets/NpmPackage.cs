using System.ComponentModel;
using System.Diagnostics;
using StellarForge.Testing.Servers;

namespace StellarForge.Testing.Targets;

/// <summary>Scripts with an npm package that reads what we wrote, independently. Its packages are installed once for a test run.</summary>
public sealed class NpmPackage
{
    private readonly string _folder;
    private readonly Lazy<Task<string?>> _installed;

    /// <summary>Scripts in a folder.</summary>
    /// <param name="folder">The folder's name, beside the tests, with a <c>package.json</c>.</param>
    public NpmPackage(string folder)
    {
        _folder = Path.Combine(AppContext.BaseDirectory, folder);
        _installed = new Lazy<Task<string?>>(InstallOnceAsync);
    }

    /// <summary>Where the packages are, under <c>node_modules</c>.</summary>
    public string Folder => _folder;

    /// <summary>Installs the packages, unless they are there.</summary>
    /// <returns>Why that is not possible, or <see langword="null"/>.</returns>
    public Task<string?> InstallAsync() => _installed.Value;

    /// <summary>What a script prints. Skips the test where the package can't be had, or fails it on a build server.</summary>
    public async Task<string> RunAsync(string script, params IEnumerable<string> arguments)
    {
        Availability.Require(await _installed.Value);
        var (exitCode, output) = await StartAsync("node", [script, .. arguments]);
        exitCode.ShouldBe(0, output);
        return output;
    }

    private async Task<string?> InstallOnceAsync()
    {
        // The last thing that an installation writes: what was broken off has none, and what is now asked for may be something else.
        var wanted = await File.ReadAllTextAsync(Path.Combine(_folder, "package.json"));
        var installed = Path.Combine(_folder, "node_modules", ".installed.json");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
            return null;
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (exitCode, output) = await StartAsync(npm, ["install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]);
            if (exitCode != 0)
                return $"npm could not install the packages of {_folder}: {output}";
            await File.WriteAllTextAsync(installed, wanted);
            return null;
        }
        catch (Win32Exception)
        {
            return $"The independent reader of {_folder} needs node and npm; they are not installed.";
        }
    }

    private async Task<(int ExitCode, string Output)> StartAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }
}
