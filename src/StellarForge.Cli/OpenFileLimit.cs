using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace StellarForge.Cli;

/// <summary>
/// How many files the operating system lets this process have open. .NET opens one for each library, and calls those beyond the limit missing.
/// </summary>
internal static class OpenFileLimit
{
    private const string Limits = "/proc/self/limits";
    private const string Name = "Max open files";
    private const int Least = 256;

    /// <summary>Whether the limit is too low, where the system tells it; says so.</summary>
    public static bool IsTooLow()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Limits))
            return false;
        foreach (var line in File.ReadLines(Limits))
        {
            // The soft limit stands first, which .NET has raised to the hard one.
            if (line.StartsWith(Name, StringComparison.Ordinal)
                && int.TryParse(line[Name.Length..].TrimStart().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var files) && files < Least)
            {
                // The console would need another library.
                using var error = new StreamWriter(new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write));
                error.WriteLine(
                    $"stellarforge: this process may have {files} files open, too few for .NET to load its libraries. Raise the limit: ulimit -n {Least}");
                return true;
            }
        }

        return false;
    }
}
