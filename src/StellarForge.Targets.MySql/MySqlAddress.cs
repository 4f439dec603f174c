using StellarForge.Engine;

namespace StellarForge.Targets.MySql;

/// <summary>Reads what a user calls a database: a URI as MySQL's own tools take it, or an ADO.NET connection string.</summary>
internal static class MySqlAddress
{
    private const string Example = "mysql://user:password@host:3306/database";

    // The tools' names of options (https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html) that the drivers call otherwise.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ssl-mode"] = "SslMode",
        ["ssl-ca"] = "SslCa",
        ["ssl-cert"] = "SslCert",
        ["ssl-key"] = "SslKey",
        ["connect-timeout"] = "ConnectionTimeout",
        ["command-timeout"] = "DefaultCommandTimeout",
        ["sslmode"] = "SslMode",
    };

    // libpq's words for what the drivers call otherwise.
    private static readonly Dictionary<string, string> Modes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = "Disabled",
        ["prefer"] = "Preferred",
        ["require"] = "Required",
    };

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It can't be read; the message says where, without its secrets.</exception>
    public static MySqlConnectionStringBuilder Parse(string address)
    {
        // A load takes as long as it takes.
        var builder = new MySqlConnectionStringBuilder { DefaultCommandTimeout = 0 };
#if MYSQLCONNECTOR
        // The other driver knows how on Windows only.
        builder.Keepalive = 30;
#endif
        if (TargetUri.Parse(address, Example, "mysql", "mariadb") is { } uri)
            Read(uri, builder);
        else
            TargetUri.ReadConnectionString(address, builder, $"{Example} or Server=…;Database=…");
        if (string.IsNullOrEmpty(builder.Server))
            builder.Server = "localhost";
        if (string.IsNullOrEmpty(builder.Database))
            throw new FormatException($"The target names no database; write {Example}.");

#if !MYSQLCONNECTOR
        // It reads certificates by a library that the feed lacks, and would say so only when it connects.
        if (builder.SslMode is MySqlSslMode.VerifyCA or MySqlSslMode.VerifyFull)
            throw new FormatException("The MySQL driver of this build can't check certificates, as its package feed lacks a part of it. Write ssl-mode=required, or build with a feed that has MySqlConnector.");
#endif

        // What the load needs: a stream as a local file, every character, tinyint(1) as the number it is, and a session that is gone when it is closed.
        builder.AllowLoadLocalInfile = true;
        builder.AllowUserVariables = true;
        builder.CharacterSet = "utf8mb4";
        builder.TreatTinyAsBoolean = false;
        builder.Pooling = false;
        return builder;
    }

    private static void Read(TargetUri uri, MySqlConnectionStringBuilder builder)
    {
        if (uri.User is { } user)
            builder.UserID = user;
        if (uri.Password is { } password)
            builder.Password = password;
        if (uri.Database is { } database)
            builder.Database = database;
        builder.Server = string.Join(',', uri.Hosts.Select(host => host.Name));
        if (uri.Hosts.Select(host => host.Port).OfType<ushort>().Distinct().ToList() is var ports && ports.Count > 1)
            throw new FormatException($"The hosts of the target's address have different ports, which the driver does not take; write {Example}.");
        else if (ports is [var port])
            builder.Port = port;

        foreach (var (name, value) in uri.Options)
        {
            // verify-ca, verify_ca and VERIFY_CA are VerifyCA, likewise full.
            var keyword = Keywords.GetValueOrDefault(name.Replace('_', '-'), name);
            var text = keyword == "SslMode" ? Modes.GetValueOrDefault(value, value.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)) : value;
            TargetUri.SetOption(builder, keyword, text, name);
        }
    }
}
