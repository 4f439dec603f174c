using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace StellarForge.Parquet.Tests;

/// <summary>DuckDB, by its npm package: installed once for a test run, beside the tests.</summary>
public sealed class DuckDb
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "duckdb");

    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    /// <summary>The rows of a query; every value should be cast to text. Skips the test where DuckDB can't be had, or fails it on a build server.</summary>
    public static async Task<string?[][]> QueryAsync(string sql)
    {
        if (await Installed.Value is { } reason)
        {
            Assert.SkipUnless(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), reason);
            Assert.Fail(reason);
        }

        var (exitCode, output) = await RunAsync("node", "query.mjs", sql);
        exitCode.ShouldBe(0, output);
        return JsonSerializer.Deserialize<string?[][]>(output)!;
    }

    private static async Task<string?> InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules")))
            return null;
        try
        {
            var (exitCode, output) = await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock");
            return exitCode == 0 ? null : $"DuckDB could not be installed by npm install: {output}";
        }
        catch (Win32Exception)
        {
            return "DuckDB, which reads the Parquet files independently, needs node and npm; they are not installed.";
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }
}
