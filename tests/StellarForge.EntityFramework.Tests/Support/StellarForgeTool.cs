using System.Diagnostics;
using System.Reflection;

namespace StellarForge.EntityFramework.Tests.Support;

/// <summary>Runs the command line in a process of its own.</summary>
internal static class StellarForgeTool
{
    private static readonly string Program = typeof(StellarForgeTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Tool").Value!;

    /// <summary>Runs a command line, split at blanks, that must succeed.</summary>
    public static async Task RunAsync(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments.Split(' ')]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"stellarforge {arguments}\n{await output}{error}");
    }
}
