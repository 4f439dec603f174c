using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Where events wait while the broker is away.</summary>
/// <param name="Folder">The folder, which processes may share: each has a folder of its own in it, which goes with it.</param>
/// <param name="Limit">The bytes that a process may keep there. When they are used up, sending waits.</param>
/// <param name="Open">Opens the log that is used for it, in a folder of its own. What is in it need not survive the process.</param>
public sealed record SpoolOptions(string Folder, long Limit, Func<string, IBroker> Open)
{
    /// <summary>The bytes that a process may keep where nothing else is said: 1 GiB.</summary>
    public const long DefaultLimit = 1L << 30;

    /// <summary>The folder where nothing else is said. Not that for temporary files, which is in memory on many machines.</summary>
    public static string DefaultFolder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder ? folder : Path.GetTempPath(),
        "stellarforge", "spool");
}
