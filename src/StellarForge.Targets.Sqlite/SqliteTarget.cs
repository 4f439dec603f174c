using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.Sqlite;

/// <summary>A SQLite database file as a target: rows go in through the C interface's binds, the ledger is a few tables of the file.</summary>
public sealed class SqliteTarget : RelationalTarget, IPipelineTarget
{
    // Between looks at cancellation.
    private const int BatchRows = 8_192;

    private readonly SqliteAddress _address;
    private readonly SemaphoreSlim _writer = new(1);

    internal SqliteTarget(SqliteAddress address)
        : base($"sqlite:{address.File}", SqliteDialect.Instance) => _address = address;

    /// <summary>The target of an address. Opens nothing yet.</summary>
    /// <param name="address">A URI (<c>sqlite:shop.db</c>, <c>sqlite:/data/shop.db?timeout=60</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static SqliteTarget Open(string address) => (SqliteTarget)new SqliteTargetConnector().Open(address);

    /// <inheritdoc/>
    public override Task PingAsync(CancellationToken cancellationToken) => TranslateErrorsAsync(() => Task.Run(Ping, cancellationToken));

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override LedgerSql LedgerSql => SqliteLedger.Sql;

    /// <inheritdoc/>
    protected override async Task<RelationalConnection> OpenAsync(bool loads, CancellationToken cancellationToken) =>
        await SqliteFileConnection.OpenAsync(_address, _writer, create: false, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<RelationalConnection> OpenOrCreateAsync(CancellationToken cancellationToken) =>
        await SqliteFileConnection.OpenAsync(_address, _writer, create: true, cancellationToken);

    /// <inheritdoc/>
    protected override IRelationalCatalog Catalog(RelationalConnection connection) => new SqliteCatalog(connection);

    /// <inheritdoc/>
    protected override void CheckTables(IEnumerable<TableSchema> all, IReadOnlyCollection<TableSchema> tables) =>
        FillRefusedException.ThrowIfNamesClash(all, tables, "SQLite");

    /// <inheritdoc/>
    protected override RelationalSession CreateSession(RelationalConnection connection, RelationalLedger ledger) =>
        new SqliteSession(this, (SqliteFileConnection)connection, ledger);

    /// <inheritdoc/>
    protected override Task<RelationalPipelineSession> CreateSessionAsync(
        RelationalConnection connection, PipelinePlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<RelationalPipelineSession>(new SqlitePipelineSession(this, (SqliteFileConnection)connection, plan));

    /// <inheritdoc/>
    protected override Task FinishAsync(FillPlan plan, RelationalConnection connection, RelationalLedger ledger, CancellationToken cancellationToken) =>
        new SqliteFinish(connection, ledger, plan).RunAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
    {
        var columns = table.Columns.Select(column => Sql.Quote(column.Name));
        var database = ((SqliteFileConnection)connection).Database;
        using var mutex = database.Hold();
        var rows = database.Prepare($"SELECT {string.Join(", ", columns)} FROM {Sql.QuoteTable(table)}");
        var reader = new SqliteReader(table);
        for (var count = 1; rows.Read(); count++)
        {
            reader.Read(rows, ref sink.Value!);
            if (count % BatchRows == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return Task.CompletedTask;
    }

    // A file that is not there yet is made by whoever fills it. One that another transaction has locked is there.
    private void Ping()
    {
        if (!Path.Exists(_address.File) && Directory.Exists(Path.GetDirectoryName(_address.File)))
            return;
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _address.File,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA schema_version";
        try
        {
            command.ExecuteScalar();
        }
        catch (SqliteException error) when (SqliteErrors.KindOf(error) == ErrorKind.Transient)
        {
            // Somebody else writes at the moment.
        }
    }

    /// <inheritdoc/>
    protected override TargetException? Translate(Exception error) => error is SqliteException known
        ? new TargetException(SqliteErrors.Describe(known, _address), known, SqliteErrors.KindOf(known))
        : null;
}
