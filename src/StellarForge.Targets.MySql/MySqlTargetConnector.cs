using System.Data.Common;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Targets.MySql;

[assembly: Connector(typeof(MySqlTargetConnector))]

namespace StellarForge.Targets.MySql;

/// <summary>MySQL and MariaDB among the connectors: URIs as MySQL's own tools take them, and ADO.NET connection strings.</summary>
public sealed class MySqlTargetConnector : TargetConnector
{
    // The tools' words (https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode), libpq's, and what the drivers call it.
    private static readonly ConnectorOption SslMode = new("ssl-mode", OptionType.Text, null, "How TLS is used: verify_identity is the safe one")
    {
        Keyword = "SslMode",
        Values = new Dictionary<string, string>
        {
            ["disabled"] = "Disabled",
            ["preferred"] = "Preferred",
            ["required"] = "Required",
            ["verify_ca"] = "VerifyCA",
            ["verify_identity"] = "VerifyFull",
            ["disable"] = "Disabled",
            ["none"] = "Disabled",
            ["prefer"] = "Preferred",
            ["require"] = "Required",
            ["verify_full"] = "VerifyFull",
        },
    };

    /// <inheritdoc/>
    public override string Name => "MySQL";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["mysql", "mariadb"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Providers { get; } = ["MySql", "MariaDb"];

    /// <inheritdoc/>
    public override string Example => "mysql://user:password@host:3306/database";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } =
    [
        SslMode,
        new("ssl-ca", OptionType.Text, null, "The file of the certificates that are trusted") { Keyword = "SslCa" },
        new("ssl-cert", OptionType.Text, null, "The file of the client's own certificate") { Keyword = "SslCert" },
        new("ssl-key", OptionType.Text, null, "The file of its key") { Keyword = "SslKey" },
        new("connect-timeout", OptionType.Integer, null, "Seconds to wait for a connection") { Keyword = "ConnectionTimeout" },
        new("command-timeout", OptionType.Integer, "0", "Seconds to wait for an answer; 0 waits as long as it takes") { Keyword = "DefaultCommandTimeout" },
    ];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new(
        "mysql://root@localhost:3306/mysql", "docker run -d -p 3306:3306 -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 mariadb", LoginRefused: "(1045)");

    /// <inheritdoc/>
    public override SqlDialect Dialect => MySqlDialect.Instance;

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateDriverSettings() => new MySqlConnectionStringBuilder();

    /// <inheritdoc/>
    public override ITarget Open(ConnectorAddress address) => new MySqlTarget(Read(address));

    /// <summary>What the driver is told.</summary>
    internal static MySqlConnectionStringBuilder Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        // A load takes as long as it takes.
        var builder = new MySqlConnectionStringBuilder { DefaultCommandTimeout = 0 };
#if MYSQLCONNECTOR
        // The other driver knows how on Windows only.
        builder.Keepalive = 30;
#endif
        if (address.User is { } user)
            builder.UserID = user;
        if (address.Password is { } password)
            builder.Password = password;
        if (address.Path is { } database)
            builder.Database = database;
        builder.Server = string.Join(',', address.Hosts.Select(host => host.Name));
        if (address.Hosts.Select(host => host.Port).OfType<ushort>().Distinct().ToList() is var ports && ports.Count > 1)
            throw new FormatException("The hosts of the target's address have different ports, which the driver does not take.");
        else if (ports is [var port])
            builder.Port = port;
        address.CopyTo(builder);
        if (string.IsNullOrEmpty(builder.Server))
            builder.Server = "localhost";
        if (string.IsNullOrEmpty(builder.Database))
            throw new FormatException("The target names no database; write mysql://user:password@host:3306/database.");

#if !MYSQLCONNECTOR
        // It reads certificates by a library that the feed lacks, and would say so only when it connects.
        if (builder.SslMode is MySqlSslMode.VerifyCA or MySqlSslMode.VerifyFull)
            throw new FormatException(
                "The MySQL driver of this build can't check certificates, as its package feed lacks a part of it. " +
                "Write ssl-mode=required, or build with a feed that has MySqlConnector.");
#endif

        // Only connections that load offer local files (MySqlBulk), and what is said here would let a server have them.
        builder.AllowLoadLocalInfile = false;
#if !MYSQLCONNECTOR
        builder.AllowLoadLocalInfileInPath = "";
#endif

        // What the load needs: every character, tinyint(1) as the number it is, and a session that is gone when it is closed.
        builder.AllowUserVariables = true;
        builder.CharacterSet = "utf8mb4";
        builder.TreatTinyAsBoolean = false;
        builder.Pooling = false;
        return builder;
    }
}
