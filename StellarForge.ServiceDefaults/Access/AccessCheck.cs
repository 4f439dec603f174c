using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace StellarForge.ServiceDefaults;

/// <summary>Validates who may call the services.</summary>
internal static class AccessCheck
{
    // RFC 7518, 3.2: a key of the hash's size or larger.
    private const int ShortestKey = 32;

    /// <summary>What is wrong, key by key. Nothing quotes a secret.</summary>
    public static IEnumerable<string> Mistakes(AccessOptions options)
    {
        const string Section = AccessOptions.Section;
        if (options is { Key: not null, PublicKey: not null })
            yield return $"{Section}: Key and PublicKey are both given. Keep Key where tokens are made here, PublicKey where they are made elsewhere.";
        if (options.Key is { } key && Encoding.UTF8.GetByteCount(key) < ShortestKey)
            yield return $"{Section}:Key has {Encoding.UTF8.GetByteCount(key)} bytes; HS256 needs {ShortestKey} at least. Make one: openssl rand -base64 48";
        if (options.PublicKey is { } pem && !IsPublicKey(pem))
            yield return $"{Section}:PublicKey is no RSA public key in PEM (-----BEGIN PUBLIC KEY-----).";
        if (options is { Key: null, Users.Count: > 0 })
            yield return $"{Section}:Users can't sign in without a Key to sign their tokens with.";
        if (options.TokenLifetime <= TimeSpan.Zero || options.TokenLifetime > TimeSpan.FromDays(1))
            yield return $"{Section}:TokenLifetime is {options.TokenLifetime}; it has to be above zero, and a day at most.";
        if (options.RequestsPerMinute < 1)
            yield return $"{Section}:RequestsPerMinute is {options.RequestsPerMinute}; it has to be 1 at least.";
        if (options.SignInsPerMinute < 1)
            yield return $"{Section}:SignInsPerMinute is {options.SignInsPerMinute}; it has to be 1 at least.";
        foreach (var origin in options.Origins.Where(origin => !IsOrigin(origin)))
            yield return $"{Section}:Origins: '{origin}' is no origin such as https://ops.example.com.";
        foreach (var proxy in options.Proxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _)))
            yield return $"{Section}:Proxies: '{proxy}' is no address such as 10.0.0.5, and no network such as 10.0.0.0/8.";
        if (options is { IsOn: false, Proxies.Count: > 0 })
            yield return $"{Section}:Proxies: behind a proxy, callers have to sign in. Give a Key and Users, or a PublicKey.";
        foreach (var (name, user) in options.Users)
        {
            if (!Passwords.IsHash(user.PasswordHash))
                yield return $"{Section}:Users:{name}:PasswordHash is no hash of a password. Make one: stellarforge hash-password";
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsPublicKey(string pem)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
