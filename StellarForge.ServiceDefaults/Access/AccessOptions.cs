namespace StellarForge.ServiceDefaults;

/// <summary>Who may call the services.</summary>
public sealed class AccessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = $"{TopologyOptions.Section}:Access";

    /// <summary>
    /// The secret that tokens are signed with (HS256): 32 bytes at least. Default <see langword="null"/>: with no <see cref="PublicKey"/> either, sign-in is
    /// off, and only the machine itself is answered.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>The public RSA key, as PEM, of who makes the tokens elsewhere (RS256), in place of <see cref="Key"/>.</summary>
    public string? PublicKey { get; set; }

    /// <summary>Who makes the tokens. Default <c>stellarforge</c>.</summary>
    public string Issuer { get; set; } = "stellarforge";

    /// <summary>Whom they are for. Default <c>stellarforge</c>.</summary>
    public string Audience { get; set; } = "stellarforge";

    /// <summary>How long a token holds. Default 30 minutes.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The users that sign in by password, by name.</summary>
    public Dictionary<string, UserSettings> Users { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Other origins whose pages may call the API, such as <c>https://ops.example.com</c>. Default: none.</summary>
    public List<string> Origins { get; set; } = [];

    /// <summary>How many requests a caller may make in a minute. Default 1,200.</summary>
    public int RequestsPerMinute { get; set; } = 1_200;

    /// <summary>How often an address may try to sign in in a minute; ten times as often all together as one user. Default 10.</summary>
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>
    /// The addresses of proxies in front of the services (<c>10.0.0.5</c>, <c>10.0.0.0/8</c>): of their requests, what <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> say holds. Default: none.
    /// </summary>
    public List<string> Proxies { get; set; } = [];

    /// <summary>Whether callers have to sign in.</summary>
    internal bool IsOn => Key is not null || PublicKey is not null;
}

/// <summary>A user that signs in by password.</summary>
public sealed class UserSettings
{
    /// <summary>The password's hash, as <c>stellarforge hash-password</c> prints it. Required.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>What the user may: <c>viewer</c> looks on, <c>operator</c> changes things as well. Default viewer.</summary>
    public UserRole Role { get; set; }
}

/// <summary>What a user may.</summary>
public enum UserRole
{
    /// <summary>Looks on.</summary>
    Viewer,

    /// <summary>Changes things as well.</summary>
    Operator,
}
