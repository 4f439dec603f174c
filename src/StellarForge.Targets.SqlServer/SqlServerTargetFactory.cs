using StellarForge.Engine;
using StellarForge.Targets.SqlServer;

[assembly: TargetFactory(typeof(SqlServerTargetFactory))]

namespace StellarForge.Targets.SqlServer;

/// <summary>SQL Server among the kinds of targets.</summary>
public sealed class SqlServerTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["sqlserver", "mssql"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = ["SqlServer", "SqlClient", "Microsoft.Data.SqlClient", "System.Data.SqlClient"];

    /// <inheritdoc/>
    public string Example => "sqlserver://user:password@host:1433/database";

    /// <inheritdoc/>
    public ITarget Create(string address) => SqlServerTarget.Open(address);
}
