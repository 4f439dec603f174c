using System.Threading.RateLimiting;

namespace StellarForge.ServiceDefaults;

/// <summary>Bounds how often it is tried to sign in as one user, from whatever addresses.</summary>
/// <param name="options">How often an address may.</param>
public sealed class SignInAttempts(AccessOptions options) : IDisposable
{
    // Large enough that one address can't keep a user out.
    private const int Addresses = 10;
    private const int LongestName = 100;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        name => AccessExtensions.Window(name.Length > LongestName ? "" : name, (int)Math.Min(int.MaxValue, (long)options.SignInsPerMinute * Addresses)));

    /// <summary>Counts an attempt.</summary>
    /// <param name="name">The user's name, known or not.</param>
    /// <returns>Whether it may be made.</returns>
    public bool TryAdd(string name)
    {
        using var lease = _limiter.AttemptAcquire(name);
        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
