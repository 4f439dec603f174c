using System.Runtime.CompilerServices;
using Npgsql;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.PostgreSql;

/// <summary>PostgreSQL 13 and later as a target: rows go in through binary COPY, the ledger is a schema of the database.</summary>
public sealed class PostgreSqlTarget : RelationalTarget, IPipelineTarget
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
        : base(Name(address), PostgreSqlDialect.Instance)
    {
        // A disposed session must be gone from the server, its chunk free for others; and a handful of connections needs no pool.
        address.Pooling = false;
        if (!address.ShouldSerialize("Command Timeout"))
            address.CommandTimeout = 0;
        if (address.CommandTimeout > 0)
        {
            LoadTimeout = TimeSpan.FromSeconds(address.CommandTimeout);

            // To cancel a command, the driver connects once more, and a close waits for that. A server that is out of reach keeps it for the whole
            // time-out, twice.
            if (!address.ShouldSerialize("Timeout"))
                address.Timeout = Math.Min(address.Timeout, address.CommandTimeout);
        }

        // Which row was refused: made by a generator, it is nobody's secret.
        address.IncludeErrorDetail = true;
        _source = NpgsqlDataSource.Create(address);
    }

    /// <summary>Where the driver keeps the answer to a COPY, and a test says that it does not.</summary>
    internal string AnswerField { get; set; } = CopyAnswer.Field;

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">
    /// A URI in libpq's syntax (<c>postgres://user:password@host:5432/database?sslmode=require</c>) or an ADO.NET connection string.
    /// </param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static PostgreSqlTarget Open(string address) => (PostgreSqlTarget)new PostgreSqlTargetConnector().Open(address);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    public override string SystemName => "postgresql";

    /// <inheritdoc/>
    protected override LedgerSql LedgerSql => PostgreSqlLedger.Sql;

    /// <inheritdoc/>
    protected override Task<RelationalConnection> OpenAsync(bool loads, CancellationToken cancellationToken)
    {
        CopyAnswer.Check(AnswerField);
        return RelationalConnection.OpenAsync(_source.CreateConnection(), SetUp, cancellationToken);
    }

    /// <inheritdoc/>
    protected override IRelationalCatalog Catalog(RelationalConnection connection) => new PostgreSqlCatalog(connection);

    /// <inheritdoc/>
    protected override RelationalSession CreateSession(RelationalConnection connection, RelationalLedger ledger) =>
        new PostgreSqlSession(this, connection, ledger);

    /// <inheritdoc/>
    protected override async Task<RelationalPipelineSession> CreateSessionAsync(
        RelationalConnection connection, PipelinePlan plan, CancellationToken cancellationToken) =>
        await PostgreSqlPipelineSession.CreateAsync(this, connection, plan, cancellationToken);

    /// <inheritdoc/>
    protected override Task FinishAsync(FillPlan plan, RelationalConnection connection, RelationalLedger ledger, CancellationToken cancellationToken) =>
        new PostgreSqlFinish(connection, stop => OpenAsync(loads: false, stop), plan).RunAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken) =>
        PostgreSqlReader.ReadAsync(connection, table, sink, cancellationToken);

    /// <inheritdoc/>
    protected override TargetException? Translate(Exception error) =>
        error is FormatException ? new TargetException($"{DisplayName}: {error.Message}", error)
        : PostgreSqlErrors.IsOfDriver(error)
            ? new TargetException(PostgreSqlErrors.Describe(error, DisplayName), error, PostgreSqlErrors.KindOf(error))
        : null;

    private static string Name(NpgsqlConnectionStringBuilder address)
    {
        var port = address.Host!.Contains(',', StringComparison.Ordinal) ? "" : $":{address.Port}";
        return $"postgres://{(address.Username is { } user ? $"{user}@" : "")}{address.Host}{port}/{address.Database}";
    }
}
