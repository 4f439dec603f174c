using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace StellarForge.ServiceDefaults;

/// <summary>Hashes passwords: PBKDF2 with HMAC-SHA512, a salt, and 210,000 rounds, as OWASP's Password Storage Cheat Sheet has it.</summary>
public static class Passwords
{
    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // What an unknown user's password is compared with, so that it takes as long as a known one's.
    private static readonly Lazy<string> Nobody = new(() => Hash(Guid.NewGuid().ToString()));

    /// <summary>The hash of a password, another one each time.</summary>
    /// <param name="password">The password.</param>
    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>Whether a password is that of a hash; it takes the same time where there is none.</summary>
    internal static bool Verify(string? hash, string password) =>
        (Hasher.VerifyHashedPassword("", hash ?? Nobody.Value, password) != PasswordVerificationResult.Failed) & hash is not null;

    internal static bool IsHash(string? text)
    {
        Span<byte> bytes = stackalloc byte[256];
        return text is { Length: < 300 } && Convert.TryFromBase64String(text, bytes, out var length) && length > 32 && bytes[0] == 1;
    }
}
