using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StellarForge.Engine.Streams;

/// <summary>A process, in words that tell on its own machine whether it still runs.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Id">The process's number there.</param>
/// <param name="StartedAt">When it started, as a number may be given again.</param>
internal sealed record ProcessName(string Host, int Id, DateTimeOffset StartedAt)
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
                return (Of(process).StartedAt - StartedAt).Duration() > TimeSpan.FromSeconds(1);
            }
            catch (ArgumentException)
            {
                return true;
            }
            catch (Exception error) when (error is ExternalException or InvalidOperationException)
            {
                // Another user's, or one that ends at the moment: others find out by its silence.
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"process {Id} on {Host}";

    private static ProcessName Of(Process process) => new(Environment.MachineName, process.Id, process.StartTime.ToUniversalTime());
}
