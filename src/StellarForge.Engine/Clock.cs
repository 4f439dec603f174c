namespace StellarForge.Engine;

/// <summary>The clock as messages, ledgers and rows have it.</summary>
internal static class Clock
{
    /// <summary>The time now, in microseconds since 1970 UTC.</summary>
    public static long GetMicroseconds(this TimeProvider time) => Canonical.FromDateTime(time.GetUtcNow().UtcDateTime);
}
