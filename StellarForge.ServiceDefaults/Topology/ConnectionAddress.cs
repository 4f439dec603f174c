using System.Data.Common;
using StellarForge.Engine.Connectors;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Makes an address of what stands under <c>ConnectionStrings</c>: our own addresses as they are, and what Aspire and others put there for the drivers of .NET.
/// </summary>
public static class ConnectionAddress
{
    private const string RedisPort = "6379";

    private static readonly string[] UserKeywords = ["User ID", "Uid", "User"];

    /// <summary>Reads a connection. Connects to nothing.</summary>
    /// <exception cref="FormatException">It can't be read; the message quotes nothing of it.</exception>
    internal static ConnectorAddress Parse(ConnectorRegistry connectors, string text) => connectors.Parse(Translate(text));

    /// <summary>The address as our connectors know it.</summary>
    /// <param name="text">What stands under a name of <c>ConnectionStrings</c>.</param>
    /// <exception cref="FormatException">It does not say what it is for; the message quotes nothing of it.</exception>
    public static string Translate(string text)
    {
        text = text.Trim();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && IsHost(parts[0]) && parts.All(part => IsHost(part) || part.Contains('=', StringComparison.Ordinal)))
            return FromHosts([.. parts.Where(IsHost)], [.. parts.Where(part => !IsHost(part))]);
        return equals >= 0 && (colon < 0 || equals < colon) ? FromConnectionString(text) : text;
    }

    // "localhost:9092", and no scheme: what follows the colon is a number.
    private static bool IsHost(string part) =>
        part.LastIndexOf(':') is var colon && colon > 0 && ushort.TryParse(part.AsSpan(colon + 1), out _) && !part.Contains('/', StringComparison.Ordinal)
        && !part.Contains('=', StringComparison.Ordinal);

    // "host:port,host:port" is what Kafka's clients take; StackExchange.Redis puts its options behind it.
    private static string FromHosts(string[] hosts, string[] options)
    {
        if (options.Length == 0 && !hosts[0].EndsWith($":{RedisPort}", StringComparison.Ordinal))
            return $"kafka://{string.Join(',', hosts)}";
        var settings = options.Select(option => option.Split('=', 2)).ToLookup(
            option => option[0].Trim(), option => Uri.EscapeDataString(option[1].Trim()), StringComparer.OrdinalIgnoreCase);
        var scheme = settings["ssl"].LastOrDefault()?.Equals("true", StringComparison.OrdinalIgnoreCase) == true ? "rediss" : "redis";
        var user = settings["password"].LastOrDefault() is { } password ? $"{settings["user"].LastOrDefault()}:{password}@" : "";
        return $"{scheme}://{user}{string.Join(',', hosts)}/{settings["defaultDatabase"].LastOrDefault() ?? "0"}";
    }

    // Each driver has keywords that the others lack.
    private static string FromConnectionString(string text)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            // The connectors say it, without a word of the text: a part of a password may be in it.
            return text;
        }

        string? provider = Has("Provider") ? null
            : Has("Host") ? "PostgreSql"
            : Has("TrustServerCertificate", "Trust Server Certificate", "Initial Catalog", "Integrated Security", "Trusted_Connection", "Encrypt")
                || HasPortBehindComma() || IsUser("sa") ? "SqlServer"
            : Has("Server") && (Has("Port", "SslMode", "Ssl Mode", "Uid", "AllowLoadLocalInfile") || IsUser("root")) ? "MySql"
            : Has("Data Source", "DataSource", "Filename") && !Has("User ID", "UID", "Password") ? "Sqlite"
            : null;
        if (provider is null && Has("Server") && !Has("Provider"))
        {
            throw new FormatException(
                "The connection string may be MySQL's or SQL Server's: put Provider=MySql; or Provider=SqlServer; before it, or give its port.");
        }

        return provider is null ? text : $"Provider={provider};{text}";

        bool Has(params string[] names) => names.Any(parts.ContainsKey);

        // The administrators that both set up.
        bool IsUser(string user) => UserKeywords.Any(name => parts.TryGetValue(name, out var value) && user == $"{value}");

        bool HasPortBehindComma() => parts.TryGetValue("Server", out var server) && $"{server}".Contains(',', StringComparison.Ordinal);
    }
}
