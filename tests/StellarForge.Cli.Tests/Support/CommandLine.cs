using System.Diagnostics;

namespace StellarForge.Cli.Tests.Support;

/// <summary>Runs the real program, in a folder of its own that is removed afterwards.</summary>
public sealed class CommandLine : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "StellarForge.Cli.dll");

    /// <summary>Where the program runs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("stellarforge-cli-").FullName;

    /// <summary>Environment variables that the program sees.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Runs a command line, split at blanks, to its end.</summary>
    public async Task<CommandResult> RunAsync(string arguments)
    {
        using var process = Start(arguments);
        return await FinishAsync(process);
    }

    /// <summary>Runs a command line, split at blanks, that must succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> OutputOfAsync(string arguments)
    {
        var result = await RunAsync(arguments);
        result.ExitCode.ShouldBe(0, $"stellarforge {arguments}\n{result.Error}");
        return result.Output;
    }

    /// <summary>Starts a command line, split at blanks.</summary>
    public Process Start(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a line of the shell, in which <c>stellarforge</c> is the program.</summary>
    public async Task<CommandResult> RunShellAsync(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"set -o pipefail; stellarforge() {{ dotnet '{Program}' \"$@\"; }}; {line}"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        return await FinishAsync(process);
    }

    /// <summary>Waits for a started command line.</summary>
    public static async Task<CommandResult> FinishAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a program left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
