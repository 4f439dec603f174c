using System.Data.Common;
using Npgsql;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Targets.PostgreSql;

[assembly: Connector(typeof(PostgreSqlTargetConnector))]

namespace StellarForge.Targets.PostgreSql;

/// <summary>PostgreSQL among the connectors: URIs in libpq's syntax, and ADO.NET connection strings.</summary>
public sealed class PostgreSqlTargetConnector : TargetConnector
{
    // libpq's names (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS), and what Npgsql calls them.
    private static readonly ConnectorOption SslMode = new("sslmode", OptionType.Text, null, "How TLS is used: verify-full is the safe one")
    {
        Keyword = "SSL Mode",
        Values = new Dictionary<string, string>
        {
            ["disable"] = "Disable",
            ["allow"] = "Allow",
            ["prefer"] = "Prefer",
            ["require"] = "Require",
            ["verify-ca"] = "VerifyCA",
            ["verify-full"] = "VerifyFull",
        },
    };

    private static readonly ConnectorOption RequireAuth = new(
        "require_auth", OptionType.Text, null, "How the server has to ask for the password; without TLS, in clear (password) only where it says so")
    {
        Keyword = "Require Auth",
        Values = new Dictionary<string, string>
        {
            ["password"] = "Password",
            ["md5"] = "MD5",
            ["scram-sha-256"] = "ScramSHA256",
            ["gss"] = "GSS",
            ["sspi"] = "SSPI",
            ["none"] = "None",
        },
    };

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["postgres", "postgresql"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Providers { get; } = ["PostgreSql", "Postgres", "Npgsql"];

    /// <inheritdoc/>
    public override string Example => "postgres://user:password@host:5432/database";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } =
    [
        SslMode,
        new("sslrootcert", OptionType.Text, null, "The file of the certificates that are trusted") { Keyword = "Root Certificate" },
        new("sslcert", OptionType.Text, null, "The file of the client's own certificate") { Keyword = "SSL Certificate" },
        new("sslkey", OptionType.Text, null, "The file of its key") { Keyword = "SSL Key" },
        new("sslpassword", OptionType.Text, null, "The password of that key") { Keyword = "SSL Password" },
        new("sslnegotiation", OptionType.Text, null, "How TLS begins")
        {
            Keyword = "SSL Negotiation",
            Values = new Dictionary<string, string> { ["postgres"] = "Postgres", ["direct"] = "Direct" },
        },
        RequireAuth,
        new("connect_timeout", OptionType.Integer, null, "Seconds to wait for a connection") { Keyword = "Timeout" },
        new("command_timeout", OptionType.Integer, "0", "Seconds to wait for an answer; 0 waits as long as it takes") { Keyword = "Command Timeout" },
        new("target_session_attrs", OptionType.Text, null, "Which of several hosts: any, primary, standby, read-write, …")
        {
            Keyword = "Target Session Attributes",
        },
        new("application_name", OptionType.Text, "stellarforge", "What the server calls the connection") { Keyword = "Application Name" },
        new("keepalives_idle", OptionType.Integer, null, "Seconds of silence before the first keep-alive") { Keyword = "TCP Keepalive Time" },
        new("keepalives_interval", OptionType.Integer, null, "Seconds between keep-alives") { Keyword = "TCP Keepalive Interval" },
        new("user", OptionType.Text, null, "The user, where it does not stand before the host") { Keyword = "Username" },
        new("dbname", OptionType.Text, null, "The database, where it does not follow the host") { Keyword = "Database" },
    ];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new(
        "postgres://postgres@localhost:5432/postgres", "docker run -d -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres", LoginRefused: "(28");

    /// <inheritdoc/>
    public override SqlDialect Dialect => PostgreSqlDialect.Instance;

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateDriverSettings() => new NpgsqlConnectionStringBuilder();

    /// <inheritdoc/>
    public override ITarget Open(ConnectorAddress address) => new PostgreSqlTarget(Read(address));

    /// <summary>What the driver is told.</summary>
    internal static NpgsqlConnectionStringBuilder Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var builder = new NpgsqlConnectionStringBuilder { ApplicationName = "stellarforge" };
        if (address.User is { } user)
            builder.Username = user;
        if (address.Password is { } password)
            builder.Password = password;
        if (address.Path is { } database)
            builder.Database = database;
        if (address.Hosts is [{ Port: { } only }])
            builder.Port = only;
        builder.Host = address.Hosts is [var one]
            ? one.Name
            : string.Join(',', address.Hosts.Select(host => host.Port is { } port ? $"{host.Name}:{port}" : host.Name));
        address.CopyTo(builder);
        if (string.IsNullOrEmpty(builder.Host))
            builder.Host = "localhost";

        // Whoever sits on the way could ask for the password as it is, and would get it.
        if (builder.SslMode is Npgsql.SslMode.Disable or Npgsql.SslMode.Allow or Npgsql.SslMode.Prefer && string.IsNullOrEmpty(builder.RequireAuth))
            builder.RequireAuth = "!Password";
        return builder;
    }
}
