using System.Runtime.CompilerServices;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.MySql;

/// <summary>MySQL 8 and MariaDB 10.6 and later as a target: rows go in through LOAD DATA LOCAL INFILE, the ledger is two tables of the database.</summary>
public sealed class MySqlTarget : RelationalTarget, IPipelineTarget
{
    // Strict, so that nothing is bent; a key of 0 stays 0. Rows arrive in any order, and their keys are checked when all are there. A session's
    // time-outs are meant for queries, not for loads; but of a client that went silent in the midst of one, rows and chunk are given up after a
    // minute, and between two statements after an hour. A note tells of what a column keeps less of, such as the date of a time, as it should.
    private static readonly string[] SetUp =
    [
        """
        SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
            time_zone = '+00:00', foreign_key_checks = 0, sql_notes = 0, innodb_lock_wait_timeout = 86400, lock_wait_timeout = 86400,
            net_read_timeout = 60, net_write_timeout = 3600, wait_timeout = 3600
        """,
    ];

    private readonly string _connectionString;

    private MySqlServerInfo? _server;

    internal MySqlTarget(MySqlConnectionStringBuilder address)
        : base(Name(address), MySqlDialect.Instance)
    {
        _connectionString = address.ConnectionString;
        if (address.DefaultCommandTimeout > 0)
            LoadTimeout = TimeSpan.FromSeconds(address.DefaultCommandTimeout);
    }

    /// <summary>What a test wants the server to be able to do.</summary>
    internal MySqlServerInfo? Assumed { get; set; }

#if !MYSQLCONNECTOR
    /// <summary>Where the driver keeps its socket, and a test says that it does not.</summary>
    internal string[] SocketFieldPath { get; set; } = MySqlSocket.FieldPath;

#endif
    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI (<c>mysql://user:password@host:3306/database?ssl-mode=required</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static MySqlTarget Open(string address) => (MySqlTarget)new MySqlTargetConnector().Open(address);

    /// <inheritdoc/>
    protected override LedgerSql LedgerSql => MySqlLedger.Sql(_server!);

    /// <inheritdoc/>
    protected override bool HasTransactionalDdl => false;

    /// <inheritdoc/>
    protected override async Task<RelationalConnection> OpenAsync(bool loads, CancellationToken cancellationToken)
    {
        var settings = loads ? MySqlBulk.Allow(_connectionString) : _connectionString;
        var connection = await RelationalConnection.OpenAsync(new MySqlConnection(settings), SetUp, cancellationToken);
#if !MYSQLCONNECTOR
        MySqlSocket.Check((MySqlConnection)connection.Driver, SocketFieldPath);
#endif
        _server ??= Assumed ?? await MySqlServerInfo.ReadAsync(connection, cancellationToken);
        return connection;
    }

    /// <inheritdoc/>
    protected override IRelationalCatalog Catalog(RelationalConnection connection) => new MySqlCatalog(connection);

    /// <inheritdoc/>
    protected override void CheckTables(IEnumerable<TableSchema> all, IReadOnlyCollection<TableSchema> tables)
    {
        FillRefusedException.ThrowIfNamesClash(all, tables, "MySQL");
        if (!_server!.TakesLocalFiles)
            Notice = $"{DisplayName}: local_infile is off on the server, so rows go in by INSERT, more slowly. " +
                "SET GLOBAL local_infile = ON makes it take LOAD DATA.";
    }

    /// <inheritdoc/>
    protected override RelationalSession CreateSession(RelationalConnection connection, RelationalLedger ledger) =>
        new MySqlSession(this, connection, ledger, _server!);

    /// <inheritdoc/>
    protected override async Task<RelationalPipelineSession> CreateSessionAsync(
        RelationalConnection connection, PipelinePlan plan, CancellationToken cancellationToken) =>
        await MySqlPipelineSession.CreateAsync(this, connection, plan, _server!, cancellationToken);

    /// <inheritdoc/>
    protected override Task FinishAsync(FillPlan plan, RelationalConnection connection, RelationalLedger ledger, CancellationToken cancellationToken) =>
        new MySqlFinish(connection, ledger, plan).RunAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken) =>
        MySqlReader.ReadAsync(connection, table, sink, cancellationToken);

    /// <inheritdoc/>
    protected override TargetException? Translate(Exception error) =>
        error is RowRefusedException ? new TargetException(error.Message, error, ErrorKind.Data)
        : MySqlErrors.IsOfDriver(error) ? new TargetException(MySqlErrors.Describe(error, DisplayName), error, MySqlErrors.KindOf(error))
        : null;

    private static string Name(MySqlConnectionStringBuilder address) =>
        $"mysql://{(string.IsNullOrEmpty(address.UserID) ? "" : $"{address.UserID}@")}{address.Server}:{address.Port}/{address.Database}";
}
