using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StellarForge.Engine.Streams;

/// <summary>A process, in words that tell on its own machine whether it still runs.</summary>
/// <param name="Host">The machine and, on Linux, the container: numbers of processes are given anew in each.</param>
/// <param name="Id">The process's number there.</param>
/// <param name="Start">When it started, as a number may be given again: ticks since the machine's start on Linux, else seconds since 1970 UTC.</param>
internal sealed record ProcessName(string Host, int Id, long Start)
{
    /// <summary>This process.</summary>
    public static ProcessName Current { get; } = Of(Process.GetCurrentProcess());

    /// <summary>Whether the process is known to have ended. Of another machine's nothing is known.</summary>
    public bool HasEnded
    {
        get
        {
            if (Host != Current.Host)
                return false;
            try
            {
                using var process = Process.GetProcessById(Id);
                return Math.Abs(StartOf(process) - Start) > 1;
            }
            catch (Exception error) when (error is ArgumentException or FileNotFoundException or DirectoryNotFoundException)
            {
                return true;
            }
            catch (Exception error) when (error is ExternalException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                // Another user's, or one that ends at the moment: others find out by its silence.
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"process {Id} on {Host}";

    private static ProcessName Of(Process process) => new(HostName(), process.Id, StartOf(process));

    // "pid:[4026531836]" tells containers apart that share a host's name.
    private static string HostName() =>
        new FileInfo("/proc/self/ns/pid").LinkTarget is { } container ? $"{Environment.MachineName} {container}" : Environment.MachineName;

    // .NET computes a time of the clock from the ticks, anew in each process: another one where the clock was set meanwhile. The ticks are field 22 of
    // proc_pid_stat(5); the second, a name in parentheses, may have blanks.
    private static long StartOf(Process process)
    {
        if (!OperatingSystem.IsLinux())
            return new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
        var stat = File.ReadAllText(FormattableString.Invariant($"/proc/{process.Id}/stat"));
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
    }
}
