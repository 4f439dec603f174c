using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Targets.SqlServer;

[assembly: Connector(typeof(SqlServerTargetConnector))]

namespace StellarForge.Targets.SqlServer;

/// <summary>SQL Server among the connectors: URIs and ADO.NET connection strings.</summary>
public sealed class SqlServerTargetConnector : TargetConnector
{
    // libpq's words, which the other servers' addresses have.
    private static readonly ConnectorOption SslMode = new(
        "sslmode", OptionType.Text, null, "How TLS is used, in the words of other servers; without it verify-full, unless the next two say otherwise")
    {
        Values = new Dictionary<string, string> { ["disable"] = "disable", ["require"] = "require", ["verify-full"] = "verify-full" },
    };

    /// <inheritdoc/>
    public override string Name => "SQL Server";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["sqlserver", "mssql"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Providers { get; } = ["SqlServer", "SqlClient", "Microsoft.Data.SqlClient", "System.Data.SqlClient"];

    /// <inheritdoc/>
    public override string Example => "sqlserver://user:password@host:1433/database";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } =
    [
        SslMode,
        new("encrypt", OptionType.Text, "true", "Whether TLS is used: true, false or strict"),
        new("trustservercertificate", OptionType.Text, "false", "Whether any certificate will do"),
        new("connect_timeout", OptionType.Integer, null, "Seconds to wait for a connection"),
        new("command_timeout", OptionType.Integer, "0", "Seconds to wait for an answer; 0 waits as long as it takes"),
    ];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new(
        "sqlserver://sa@localhost:1433/master?trustservercertificate=true&connect_timeout=2&connect_retry_count=0",
        "docker run -d -p 1433:1433 -e ACCEPT_EULA=Y -e MSSQL_SA_PASSWORD=… mcr.microsoft.com/mssql/server:2022-latest",
        LoginRefused: "(18456)");

    /// <inheritdoc/>
    public override SqlDialect Dialect => SqlServerDialect.Instance;

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateDriverSettings() => new SqlConnectionStringBuilder();

    /// <inheritdoc/>
    public override ITarget Open(ConnectorAddress address) => new SqlServerTarget(Read(address));

    /// <summary>What the driver is told.</summary>
    internal static SqlConnectionStringBuilder Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        // A load takes as long as it takes.
        var builder = new SqlConnectionStringBuilder { ApplicationName = "stellarforge", CommandTimeout = 0 };
        if (address.Hosts.Count > 1)
        {
            throw new FormatException(
                "The driver takes one host (a listener or a fail-over partner is an option); write sqlserver://user:password@host:1433/database.");
        }

        if (address.User is { } user)
            builder.UserID = user;
        if (address.Password is { } password)
            builder.Password = password;
        if (address.Path is { } database)
            builder.InitialCatalog = database;

        // SQL Server's own form has a comma before the port.
        if (address.Hosts is [var host])
            builder.DataSource = host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host.Name},{port}") : host.Name;
        if (address.Text(SslMode) is { } mode)
        {
            builder.Encrypt = mode == "disable" ? SqlConnectionEncryptOption.Optional : SqlConnectionEncryptOption.Mandatory;
            builder.TrustServerCertificate = mode != "verify-full";
        }

        address.CopyTo(builder, SslMode);
        if (string.IsNullOrEmpty(builder.DataSource))
            builder.DataSource = "localhost";

        // Without a user, the one who runs the command; unless Authentication says how.
        if (builder.UserID.Length == 0 && !builder.ShouldSerialize("Authentication"))
            builder.IntegratedSecurity = true;
        return builder;
    }
}
