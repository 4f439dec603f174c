using System.Diagnostics;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Waits for the lock on a file. Whoever waits holds a second file's lock meanwhile, which all have to take first: so one that appends without a pause does
/// not take the lock again before another had its turn.
/// </summary>
internal static class TurnLock
{
    /// <summary>How long an append, which takes milliseconds, is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The file, which is made where it is missing.</param>
    /// <param name="turn">The file of whoever is next.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The lock, or <see langword="null"/> where somebody held it for longer.</returns>
    public static FileLock? TryTake(string path, string turn, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var next = Wait(turn, patience, started, cancellationToken);
        return next is null ? null : Wait(path, patience, started, cancellationToken);
    }

    /// <summary>What is said where somebody holds a lock for longer than <see cref="Patience"/>.</summary>
    public static BrokerException Held(string path) => new(
        $"Another process holds the lock on {path} for more than {Patience.TotalSeconds} seconds: let it go on, if it is stopped, or end it.",
        kind: ErrorKind.Transient);

    private static FileLock? Wait(string path, TimeSpan patience, long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FileLock.TryTake(path, create: true) is { } taken)
                return taken;
            if (Stopwatch.GetElapsedTime(started) > patience)
                return null;
            Thread.Sleep(1);
        }
    }
}
