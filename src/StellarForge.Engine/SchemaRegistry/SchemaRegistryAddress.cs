using System.Globalization;

namespace StellarForge.Engine.SchemaRegistry;

/// <summary>Where a schema registry is: <c>http[s]://[user:password@]host[:port][/path][?schemas=FOLDER&amp;ca=FILE&amp;timeout=SECONDS]</c>.</summary>
public sealed record SchemaRegistryAddress
{
    private const string Form = "It is written http[s]://[user:password@]host[:port][/path], with %-signs for @ : / ? # % in a user or password.";

    /// <summary>The URL without user, password and options: what messages show.</summary>
    public required Uri Url { get; init; }

    /// <summary>The user, or <see langword="null"/> for no authentication.</summary>
    public string? User { get; init; }

    /// <summary>The password. Never shown.</summary>
    public string Password { get; init; } = "";

    /// <summary>A folder that keeps every schema that the registry answers with, for when it is down; or <see langword="null"/>.</summary>
    public string? Schemas { get; init; }

    /// <summary>A PEM file with the certificates of authorities to trust, rather than the system's; or <see langword="null"/>.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>How long one answer may take. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message says why, without showing what may be a secret.</exception>
    public static SchemaRegistryAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            throw new FormatException($"The address of the schema registry is no URL. {Form}");

        // The rest of a password that has such a character.
        if (url.Fragment.Length > 0 || url.AbsolutePath.Contains('@', StringComparison.Ordinal) || url.Query.Contains('@', StringComparison.Ordinal))
            throw new FormatException($"The address of the schema registry has a '#', or an '@' behind the host. {Form}");

        var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? url.UserInfo : url.UserInfo[..colon];
        var address = new SchemaRegistryAddress
        {
            Url = new UriBuilder(url.Scheme, url.Host, url.Port, url.AbsolutePath.TrimEnd('/')).Uri,
            User = user.Length == 0 ? null : Uri.UnescapeDataString(user),
            Password = colon < 0 ? "" : Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]),
        };
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            address = address.With(option);
        return address;
    }

    /// <summary>The URL, without secrets: a record's own text would show the password.</summary>
    public override string ToString() => Url.ToString().TrimEnd('/');

    private SchemaRegistryAddress With(string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? option : option[..equals];
        var value = equals < 0 ? "" : Uri.UnescapeDataString(option[(equals + 1)..]);
        return name switch
        {
            _ when value.Length == 0 => throw new FormatException($"The option {name} of the schema registry {this} has no value."),
            "schemas" => this with { Schemas = value },
            "ca" => this with { CertificateAuthority = value },
            "timeout" => double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3_600
                ? this with { Timeout = TimeSpan.FromSeconds(seconds) }
                : throw new FormatException($"The option timeout of the schema registry {this} is {value}; it takes seconds, up to 3600."),
            _ => throw new FormatException(
                $"The schema registry {this} has no option {name}. {NearNames.Suggest(name, ["schemas", "ca", "timeout"])}"),
        };
    }
}
