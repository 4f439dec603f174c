using System.Diagnostics;

namespace StellarForge.Cli.Tests.Support;

/// <summary>Asks a SQLite file through the <c>sqlite3</c> program: a reader that knows nothing of this code.</summary>
internal static class Sqlite
{
    public static string Ask(string file, string sql)
    {
        var start = new ProcessStartInfo("sqlite3", ["-batch", file, sql]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return output.TrimEnd('\n');
    }
}
