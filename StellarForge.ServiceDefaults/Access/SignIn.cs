using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace StellarForge.ServiceDefaults;

/// <summary>Makes tokens (RFC 7519) for users that sign in, and knows whose are valid.</summary>
/// <param name="options">Who may.</param>
/// <param name="time">The clock.</param>
public sealed class SignIn(AccessOptions options, TimeProvider time)
{
    // Clocks of machines differ.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ServiceLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Whether callers have to sign in.</summary>
    public bool IsOn => options.IsOn;

    /// <summary>Signs a user in.</summary>
    /// <param name="name">The user's name.</param>
    /// <param name="password">The password.</param>
    /// <returns>The token, or <see langword="null"/> where name or password is wrong, or nobody signs in by password.</returns>
    public IssuedToken? Issue(string name, string password)
    {
        if (options.Key is null)
            return null;
        var user = options.Users.GetValueOrDefault(name);
        return Passwords.Verify(user?.PasswordHash, password) ? Issue(name, user!.Role, options.TokenLifetime) : null;
    }

    /// <summary>A token of a service's own, for what it asks of other services when its caller's may be over.</summary>
    /// <param name="service">The service's name.</param>
    /// <returns>The token, or <see langword="null"/> where tokens are made elsewhere, or nobody signs in.</returns>
    public IssuedToken? IssueForService(string service) => options.Key is null ? null : Issue(service, UserRole.Operator, ServiceLifetime);

    /// <summary>What a token has to be. Its key says which algorithm it is signed by.</summary>
    internal TokenValidationParameters Parameters { get; } = new()
    {
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKey = options.PublicKey is { } pem ? PublicKeyOf(pem)
            : KeyOf(options.Key ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32))),
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ClockSkew = Skew,
    };

    /// <summary>The name of a role in tokens.</summary>
    internal static string NameOf(UserRole role) => role.ToString().ToLowerInvariant();

    private IssuedToken Issue(string name, UserRole userRole, TimeSpan lifetime)
    {
        var (now, role) = (time.GetUtcNow().UtcDateTime, NameOf(userRole));
        var token = new JwtSecurityTokenHandler().CreateEncodedJwt(new SecurityTokenDescriptor
        {
            Issuer = options.Issuer,
            Audience = options.Audience,
            Subject = new ClaimsIdentity([new Claim("sub", name), new Claim("role", role)]),
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = new SigningCredentials(KeyOf(options.Key!), SecurityAlgorithms.HmacSha256),
        });
        return new IssuedToken(token, now + lifetime, name, role);
    }

    private static SymmetricSecurityKey KeyOf(string key) => new(Encoding.UTF8.GetBytes(key));

    private static RsaSecurityKey PublicKeyOf(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false));
    }
}

/// <summary>A user's token.</summary>
/// <param name="Token">The token, for the header <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">Until when it holds, UTC.</param>
/// <param name="User">The user.</param>
/// <param name="Role"><c>viewer</c> or <c>operator</c>.</param>
public sealed record IssuedToken(string Token, DateTime ExpiresAt, string User, string Role);
