using System.Runtime.CompilerServices;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>MySQL 8 and MariaDB 10.6 and later as a target: rows go in through LOAD DATA LOCAL INFILE, the ledger is two tables of the database.</summary>
public sealed class MySqlTarget : ITarget
{
    // Strict, so that nothing is bent; a key of 0 stays 0. Rows arrive in any order, and their keys are checked when all are there. A session's
    // time-outs are meant for queries, not for loads. A note tells of what a column keeps less of, such as the date of a time, which is as it should be.
    private static readonly string[] SetUp =
    [
        """
        SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
            time_zone = '+00:00', foreign_key_checks = 0, sql_notes = 0, innodb_lock_wait_timeout = 86400, lock_wait_timeout = 86400,
            net_read_timeout = 3600, net_write_timeout = 3600, wait_timeout = 86400
        """,
    ];

    private readonly string _connectionString;

    internal MySqlTarget(MySqlConnectionStringBuilder address)
    {
        var user = string.IsNullOrEmpty(address.UserID) ? "" : $"{address.UserID}@";
        DisplayName = $"mysql://{user}{address.Server}:{address.Port}/{address.Database}";
        _connectionString = address.ConnectionString;
    }

    /// <inheritdoc/>
    public string DisplayName { get; }

    /// <inheritdoc/>
    public string? Notice { get; private set; }

    /// <summary>What a test wants the server to be able to do.</summary>
    internal MySqlServerInfo? Assumed { get; set; }

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI (<c>mysql://user:password@host:3306/database?ssl-mode=required</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static MySqlTarget Open(string address) => (MySqlTarget)new MySqlTargetConnector().Open(address);

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
        var server = await ServerAsync(connection, cancellationToken);
        if (!server.TakesLocalFiles)
            Notice = $"{DisplayName}: local_infile is off on the server, so rows go in by INSERT, more slowly. SET GLOBAL local_infile = ON makes it take LOAD DATA.";
        FillRefusedException.ThrowIfNamesClash(plan, "MySQL");
        await connection.ExecuteAsync(MySqlLedger.Lock, cancellationToken);
        var ledger = new RelationalLedger(connection, MySqlLedger.Sql(server));
        await ledger.CreateAsync(cancellationToken);

        // The ledger keeps what it has of a dropped table: by the missing table the next step sees what to do, also in another process.
        foreach (var table in recreate ? plan.Tables : [])
            await connection.ExecuteAsync(MySqlDialect.Instance.DropTable(table.Schema), cancellationToken);
        await new RelationalPreparation(connection, ledger, new MySqlCatalog(connection), MySqlDialect.Instance, plan).EnterAsync(cancellationToken);
        return await ledger.StatusAsync(plan, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return await (await LedgerAsync(connection, cancellationToken)).StatusAsync(plan, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync<ITargetSession>(async () =>
    {
        var connection = await ConnectAsync(cancellationToken, loads: true);
        return new MySqlSession(this, connection, await ServerAsync(connection, cancellationToken), plan);
    });

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.ExecuteAsync(MySqlLedger.Lock, cancellationToken);
        await new MySqlFinish(connection, await LedgerAsync(connection, cancellationToken), plan).RunAsync(cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await MySqlReader.ReadAsync(connection, table, sink, cancellationToken);
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
        catch (Exception error) when (MySqlErrors.IsOfDriver(error))
        {
            throw new TargetException(MySqlErrors.Describe(error, DisplayName), error, MySqlErrors.KindOf(error));
        }
    }

    private async Task<MySqlServerInfo> ServerAsync(RelationalConnection connection, CancellationToken cancellationToken) =>
        Assumed ?? await MySqlServerInfo.ReadAsync(connection, cancellationToken);

    private async Task<RelationalLedger> LedgerAsync(RelationalConnection connection, CancellationToken cancellationToken) =>
        new(connection, MySqlLedger.Sql(await ServerAsync(connection, cancellationToken)));

    private Task<RelationalConnection> ConnectAsync(CancellationToken cancellationToken, bool loads = false) =>
        RelationalConnection.OpenAsync(new MySqlConnection(loads ? MySqlBulk.Allow(_connectionString) : _connectionString), SetUp, cancellationToken);
}
