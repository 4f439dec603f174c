using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>SQL Server 2019 and later, and Azure SQL, as a target: rows go in through SqlBulkCopy, the ledger is a schema of the database.</summary>
public sealed class SqlServerTarget : ITarget
{
    private readonly string _connectionString;

    internal SqlServerTarget(SqlConnectionStringBuilder address)
    {
        DisplayName = $"sqlserver://{(address.UserID.Length > 0 ? $"{address.UserID}@" : "")}{address.DataSource.Replace(',', ':')}/{address.InitialCatalog}";

        // A disposed session must be gone from the server, its chunk free for others; and a handful of connections needs no pool.
        // A broken connection is the engine's matter: reconnected behind its back, the transaction would be missing.
        address.Pooling = false;
        address.ConnectRetryCount = 0;
        _connectionString = address.ConnectionString;
    }

    /// <inheritdoc/>
    public string DisplayName { get; }

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI (<c>sqlserver://user:password@host:1433/database?encrypt=strict</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static SqlServerTarget Open(string address) => (SqlServerTarget)new SqlServerTargetConnector().Open(address);

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.ExecuteAsync(SqlServerLedger.Lock, cancellationToken);
        await connection.BeginAsync(cancellationToken);
        var ledger = new RelationalLedger(connection, SqlServerLedger.Sql);
        await ledger.CreateAsync(cancellationToken);
        var preparation = new RelationalPreparation(connection, ledger, new SqlServerCatalog(connection), SqlServerDialect.Instance, plan);
        if (recreate)
            await preparation.DropAsync(cancellationToken);
        await preparation.EnterAsync(cancellationToken);
        var status = await ledger.StatusAsync(plan, cancellationToken);
        await connection.CommitAsync(cancellationToken);
        return status;
    });

    /// <inheritdoc/>
    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return await new RelationalLedger(connection, SqlServerLedger.Sql).StatusAsync(plan, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync<ITargetSession>(async () =>
        new SqlServerSession(this, await ConnectAsync(cancellationToken), plan));

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.ExecuteAsync(SqlServerLedger.Lock, cancellationToken);
        await new SqlServerFinish(connection, plan).RunAsync(cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await SqlServerReader.ReadAsync(connection, table, sink, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs work, and puts the driver's errors into words.</summary>
    internal async Task<T> ReportAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (IsDriver(error) && error is not TargetException)
        {
            throw new TargetException(SqlServerErrors.Describe(error, DisplayName), error, SqlServerErrors.KindOf(error));
        }
    }

    // SqlBulkCopy says InvalidOperationException of a value that its column can't take.
    private static bool IsDriver(Exception error) =>
        error is SqlException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException
        || (error is InvalidOperationException or NotSupportedException && error.Source == typeof(SqlConnection).Assembly.GetName().Name);

    private Task<RelationalConnection> ConnectAsync(CancellationToken cancellationToken) =>
        RelationalConnection.OpenAsync(new SqlConnection(_connectionString) { StatisticsEnabled = true }, [SqlServerStatements.SetSession], cancellationToken);
}
