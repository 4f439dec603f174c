using System.Data.Common;
using Npgsql;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Reads what a user calls a database: a URI in libpq's syntax, or an ADO.NET connection string.</summary>
internal static class PostgreSqlAddress
{
    // libpq's names of options that Npgsql calls otherwise
    // (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = "Username",
        ["dbname"] = "Database",
        ["connect_timeout"] = "Timeout",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["target_session_attrs"] = "Target Session Attributes",
        ["keepalives_idle"] = "TCP Keepalive Time",
        ["keepalives_interval"] = "TCP Keepalive Interval",
    };

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It can't be read; the message says where, without its secrets.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        var builder = new NpgsqlConnectionStringBuilder { ApplicationName = "stellarforge" };
        if (RestOfUri(address) is { } rest)
            ReadUri(rest, builder);
        else
            ReadConnectionString(address, builder);
        if (string.IsNullOrEmpty(builder.Host))
            builder.Host = "localhost";
        return builder;
    }

    private static string? RestOfUri(string address)
    {
        foreach (var scheme in (string[])["postgres://", "postgresql://"])
        {
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return address[scheme.Length..];
        }

        return null;
    }

    // Not System.Uri: libpq's URIs may name several hosts, and passwords in the wild hold characters that should be escaped.
    private static void ReadUri(string rest, NpgsqlConnectionStringBuilder builder)
    {
        var (beforeQuery, query) = Cut(rest, '?');
        var (authority, database) = Cut(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            if (user.Length > 0)
                builder.Username = Decode(user, "the user");
            if (password is not null)
                builder.Password = Decode(password, "the password");
        }

        ReadHosts(authority[(at + 1)..], builder);
        if (!string.IsNullOrEmpty(database))
            builder.Database = Decode(database, "the database");

        foreach (var option in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(option, '=');
            name = Decode(name, "an option's name");
            var text = Decode(value ?? "", $"the option {name}");
            if (name.Equals("sslmode", StringComparison.OrdinalIgnoreCase) || name.Equals("target_session_attrs", StringComparison.OrdinalIgnoreCase))
                text = text.Replace("verify-", "Verify", StringComparison.OrdinalIgnoreCase);
            Set(builder, Keywords.GetValueOrDefault(name, name.Replace('_', ' ')), text, name);
        }
    }

    private static void ReadHosts(string hosts, NpgsqlConnectionStringBuilder builder)
    {
        var names = new List<string>();
        foreach (var host in hosts.Split(','))
        {
            // An IPv6 address is in brackets, and full of colons.
            var colon = host.LastIndexOf(':');
            if (colon <= host.LastIndexOf(']'))
                colon = -1;
            var name = Decode((colon < 0 ? host : host[..colon]).Trim('[', ']'), "the host");
            var port = colon < 0 ? null : host[(colon + 1)..];
            if (port is not null && (!ushort.TryParse(port, out var number) || number == 0))
                throw new FormatException($"'{port}' in the target's address is not a port; write postgres://user:password@host:5432/database.");
            if (!hosts.Contains(',', StringComparison.Ordinal))
            {
                builder.Host = name;
                if (port is not null)
                    builder.Port = ushort.Parse(port, System.Globalization.CultureInfo.InvariantCulture);
                return;
            }

            names.Add(port is null ? name : $"{name}:{port}");
        }

        builder.Host = string.Join(',', names);
    }

    private static void ReadConnectionString(string address, NpgsqlConnectionStringBuilder builder)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new DbConnectionStringBuilder { ConnectionString = address };
        }
        catch (ArgumentException)
        {
            // The driver's message could quote a secret.
            throw new FormatException("The target is neither a URI (postgres://user:password@host:5432/database) nor a connection string (Host=…;Database=…).");
        }

        foreach (string name in parts.Keys)
            Set(builder, name, $"{parts[name]}", name);
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string value, string name)
    {
        try
        {
            builder[keyword] = value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException)
        {
            var reason = IsSecret(keyword) ? "its value is not accepted" : (error.InnerException ?? error).Message;
            throw new FormatException($"The target's option '{name}' is not understood: {reason}");
        }
    }

    private static bool IsSecret(string keyword) =>
        keyword.Contains("password", StringComparison.OrdinalIgnoreCase) || keyword.Equals("pwd", StringComparison.OrdinalIgnoreCase);

    private static (string Head, string? Tail) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static string Decode(string text, string what)
    {
        // UnescapeDataString leaves a broken escape as it is, which would end in a wrong password and no hint of why.
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new FormatException($"A '%' in {what} of the target's address does not begin an escape; write it as %25.");
        }

        return Uri.UnescapeDataString(text);
    }
}
