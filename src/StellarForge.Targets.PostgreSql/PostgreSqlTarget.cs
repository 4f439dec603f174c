using System.Runtime.CompilerServices;
using Npgsql;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>PostgreSQL 13 and later as a target: rows go in through binary COPY, the ledger is a schema of the database.</summary>
public sealed class PostgreSqlTarget : ITarget
{
    // A role's time-outs are meant for queries, not for loads; and a client that is gone must not hold its chunk for hours.
    private static readonly string[] SetUp =
    [
        """
        SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET TimeZone = 'UTC';
        SET client_min_messages = warning; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
        """,
    ];

    private readonly NpgsqlDataSource _source;

    internal PostgreSqlTarget(NpgsqlConnectionStringBuilder address)
    {
        DisplayName = $"postgres://{(address.Username is { } user ? $"{user}@" : "")}{address.Host}{(address.Host!.Contains(',', StringComparison.Ordinal) ? "" : $":{address.Port}")}/{address.Database}";

        // A disposed session must be gone from the server, its chunk free for others; and a handful of connections needs no pool.
        address.Pooling = false;
        if (!address.ShouldSerialize("Command Timeout"))
            address.CommandTimeout = 0;

        // Which row was refused: made by a generator, it is nobody's secret.
        address.IncludeErrorDetail = true;
        _source = NpgsqlDataSource.Create(address);
    }

    /// <inheritdoc/>
    public string DisplayName { get; }

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI in libpq's syntax (<c>postgres://user:password@host:5432/database?sslmode=require</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static PostgreSqlTarget Open(string address) => (PostgreSqlTarget)new PostgreSqlTargetConnector().Open(address);

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
        await connection.ExecuteAsync(PostgreSqlLedger.Lock, cancellationToken);
        await connection.BeginAsync(cancellationToken);
        var ledger = new RelationalLedger(connection, PostgreSqlLedger.Sql);
        await ledger.CreateAsync(cancellationToken);
        var preparation = new RelationalPreparation(connection, ledger, new PostgreSqlCatalog(connection), PostgreSqlDialect.Instance, plan);
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
        return await new RelationalLedger(connection, PostgreSqlLedger.Sql).StatusAsync(plan, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync<ITargetSession>(async () =>
        new PostgreSqlSession(this, await ConnectAsync(cancellationToken), plan));

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.ExecuteAsync(PostgreSqlLedger.Lock, cancellationToken);
        await new PostgreSqlFinish(connection, ConnectAsync, plan).RunAsync(cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => ReportAsync(async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await PostgreSqlReader.ReadAsync(connection, table, sink, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Runs work, and puts the driver's errors into words.</summary>
    internal async Task<T> ReportAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            throw new TargetException(PostgreSqlErrors.Describe(error, DisplayName), error, PostgreSqlErrors.KindOf(error));
        }
    }

    private Task<RelationalConnection> ConnectAsync(CancellationToken cancellationToken) =>
        RelationalConnection.OpenAsync(_source.CreateConnection(), SetUp, cancellationToken);
}
