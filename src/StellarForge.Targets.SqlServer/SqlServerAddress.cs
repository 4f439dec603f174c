using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace StellarForge.Targets.SqlServer;

/// <summary>Reads what a user calls a database: a URI, or an ADO.NET connection string.</summary>
internal static class SqlServerAddress
{
    private const string Example = "sqlserver://user:password@host:1433/database";

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It can't be read; the message says where, without its secrets.</exception>
    public static SqlConnectionStringBuilder Parse(string address)
    {
        var builder = new SqlConnectionStringBuilder { ApplicationName = "stellarforge" };
        if (RestOfUri(address) is { } rest)
            ReadUri(rest, builder);
        else
            ReadConnectionString(address, builder);
        if (string.IsNullOrEmpty(builder.DataSource))
            builder.DataSource = "localhost";

        // Without a user, the one who runs the command; unless Authentication says how.
        if (builder.UserID.Length == 0 && !builder.ShouldSerialize("Authentication"))
            builder.IntegratedSecurity = true;
        return builder;
    }

    private static string? RestOfUri(string address)
    {
        foreach (var scheme in (string[])["sqlserver://", "mssql://"])
        {
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return address[scheme.Length..];
        }

        return null;
    }

    // Not System.Uri: passwords in the wild hold characters that should be escaped.
    private static void ReadUri(string rest, SqlConnectionStringBuilder builder)
    {
        var (beforeQuery, query) = Cut(rest, '?');
        var (authority, database) = Cut(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            if (user.Length > 0)
                builder.UserID = Decode(user, "the user");
            if (password is not null)
                builder.Password = Decode(password, "the password");
        }

        builder.DataSource = Host(authority[(at + 1)..]);
        if (!string.IsNullOrEmpty(database))
            builder.InitialCatalog = Decode(database, "the database");
        foreach (var option in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(option, '=');
            name = Decode(name, "an option's name");
            Set(builder, name.Replace('_', ' '), Decode(value ?? "", $"the option {name}"), name);
        }
    }

    // host, host:port or host\instance; SQL Server's own form has a comma before the port.
    private static string Host(string authority)
    {
        // An IPv6 address is in brackets, and full of colons.
        var colon = authority.LastIndexOf(':');
        if (colon <= authority.LastIndexOf(']'))
            return Decode(authority.Trim('[', ']'), "the host");
        var port = authority[(colon + 1)..];
        return ushort.TryParse(port, CultureInfo.InvariantCulture, out var number) && number > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Decode(authority[..colon].Trim('[', ']'), "the host")},{number}")
            : throw new FormatException($"'{port}' in the target's address is not a port; write {Example}.");
    }

    private static void ReadConnectionString(string address, SqlConnectionStringBuilder builder)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new DbConnectionStringBuilder { ConnectionString = address };
        }
        catch (ArgumentException)
        {
            // The driver's message could quote a secret.
            throw new FormatException($"The target is neither a URI ({Example}) nor a connection string (Server=…;Database=…).");
        }

        foreach (string name in parts.Keys)
            Set(builder, name, $"{parts[name]}", name);
    }

    private static void Set(SqlConnectionStringBuilder builder, string keyword, string value, string name)
    {
        try
        {
            builder[keyword] = value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException or NotSupportedException)
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
