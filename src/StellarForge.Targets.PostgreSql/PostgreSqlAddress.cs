using Npgsql;
using StellarForge.Engine;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Reads what a user calls a database: a URI in libpq's syntax, or an ADO.NET connection string.</summary>
internal static class PostgreSqlAddress
{
    private const string Example = "postgres://user:password@host:5432/database";

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
        if (TargetUri.Parse(address, Example, "postgres", "postgresql") is { } uri)
            Read(uri, builder);
        else
            TargetUri.ReadConnectionString(address, builder, $"{Example} or Host=…;Database=…");
        if (string.IsNullOrEmpty(builder.Host))
            builder.Host = "localhost";
        return builder;
    }

    private static void Read(TargetUri uri, NpgsqlConnectionStringBuilder builder)
    {
        if (uri.User is { } user)
            builder.Username = user;
        if (uri.Password is { } password)
            builder.Password = password;
        if (uri.Database is { } database)
            builder.Database = database;
        if (uri.Hosts is [var (host, port)])
        {
            builder.Host = host;
            if (port is { } number)
                builder.Port = number;
        }
        else
        {
            builder.Host = string.Join(',', uri.Hosts.Select(host => host.Port is { } port ? $"{host.Name}:{port}" : host.Name));
        }

        foreach (var (written, value) in uri.Options)
        {
            var name = written.Replace('-', '_');
            var text = name.Equals("sslmode", StringComparison.OrdinalIgnoreCase) || name.Equals("target_session_attrs", StringComparison.OrdinalIgnoreCase)
                ? value.Replace("verify-", "Verify", StringComparison.OrdinalIgnoreCase)
                : value;
            TargetUri.SetOption(builder, Keywords.GetValueOrDefault(name, name.Replace('_', ' ')), text, written);
        }
    }
}
