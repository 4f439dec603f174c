using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.SqlServer;

/// <summary>SQL Server 2019 and later, and Azure SQL, as a target: rows go in through SqlBulkCopy, the ledger is a schema of the database.</summary>
public sealed class SqlServerTarget : RelationalTarget, IPipelineTarget
{
    private readonly string _connectionString;

    internal SqlServerTarget(SqlConnectionStringBuilder address)
        : base(Name(address), SqlServerDialect.Instance)
    {
        // A disposed session must be gone from the server, its chunk free for others; and a handful of connections needs no pool.
        // A broken connection is the engine's matter: reconnected behind its back, the transaction would be missing.
        address.Pooling = false;
        address.ConnectRetryCount = 0;
        _connectionString = address.ConnectionString;
        if (address.CommandTimeout > 0)
            LoadTimeout = TimeSpan.FromSeconds(address.CommandTimeout);
    }

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI (<c>sqlserver://user:password@host:1433/database?encrypt=strict</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static SqlServerTarget Open(string address) => (SqlServerTarget)new SqlServerTargetConnector().Open(address);

    /// <inheritdoc/>
    public override string SystemName => "microsoft.sql_server";

    /// <inheritdoc/>
    protected override LedgerSql LedgerSql => SqlServerLedger.Sql;

    /// <inheritdoc/>
    protected override Task<RelationalConnection> OpenAsync(bool loads, CancellationToken cancellationToken) =>
        RelationalConnection.OpenAsync(new SqlConnection(_connectionString) { StatisticsEnabled = true }, [SqlServerStatements.SetSession], cancellationToken);

    /// <inheritdoc/>
    protected override IRelationalCatalog Catalog(RelationalConnection connection) => new SqlServerCatalog(connection);

    /// <inheritdoc/>
    protected override RelationalSession CreateSession(RelationalConnection connection, RelationalLedger ledger) =>
        new SqlServerSession(this, connection, ledger);

    /// <inheritdoc/>
    protected override Task<RelationalPipelineSession> CreateSessionAsync(
        RelationalConnection connection, PipelinePlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<RelationalPipelineSession>(new SqlServerPipelineSession(this, connection, plan));

    /// <inheritdoc/>
    protected override Task FinishAsync(FillPlan plan, RelationalConnection connection, RelationalLedger ledger, CancellationToken cancellationToken) =>
        new SqlServerFinish(connection, ledger, plan).RunAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken) =>
        SqlServerReader.ReadAsync(connection, table, sink, cancellationToken);

    /// <inheritdoc/>
    protected override TargetException? Translate(Exception error) =>
        IsDriver(error) ? new TargetException(SqlServerErrors.Describe(error, DisplayName), error, SqlServerErrors.KindOf(error)) : null;

    // SqlBulkCopy says InvalidOperationException of a value that its column can't take.
    private static bool IsDriver(Exception error) =>
        error is SqlException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException
        || (error is InvalidOperationException or NotSupportedException && error.Source == typeof(SqlConnection).Assembly.GetName().Name);

    private static string Name(SqlConnectionStringBuilder address) =>
        $"sqlserver://{(address.UserID.Length > 0 ? $"{address.UserID}@" : "")}{address.DataSource.Replace(',', ':')}/{address.InitialCatalog}";
}
