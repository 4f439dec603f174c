using System.Diagnostics;
using StellarForge.Testing.Servers;

namespace StellarForge.Testing.Targets;

/// <summary>Runs programs that know nothing of this code.</summary>
public static class Tool
{
    /// <summary>Runs a program and gives what it prints; skips the test, or fails it on a build server, where the program is missing.</summary>
    /// <param name="program">A program on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        Availability.Require(Availability.FolderOf(program) is null ? $"There is no {program} on PATH." : null);
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"{program}: {await errors}");
    }

    /// <summary>Starts a program, its output redirected.</summary>
    public static Process Start(string program, params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
