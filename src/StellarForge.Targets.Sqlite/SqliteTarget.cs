using System.Runtime.CompilerServices;
using StellarForge.Engine;
using StellarForge.Sinks;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>A SQLite database file as a target: rows go in through the C interface's binds, the ledger is two tables of the file.</summary>
public sealed class SqliteTarget : ITarget
{
    // Between looks at cancellation.
    private const int BatchRows = 8_192;

    private readonly SqliteAddress _address;
    private readonly SqliteConnector _connector;
    private readonly SemaphoreSlim _turn = new(1);

    internal SqliteTarget(SqliteAddress address)
    {
        _address = address;
        _connector = new SqliteConnector(address);
    }

    /// <inheritdoc/>
    public string DisplayName => $"sqlite:{_address.File}";

    /// <summary>The target of an address. Opens nothing yet.</summary>
    /// <param name="address">A URI (<c>sqlite:shop.db</c>, <c>sqlite:/data/shop.db?timeout=60</c>) or an ADO.NET connection string.</param>
    /// <exception cref="FormatException">The address can't be read.</exception>
    public static SqliteTarget Open(string address) => (SqliteTarget)new SqliteTargetConnector().Open(address);

    /// <inheritdoc/>
    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => RunAsync(() =>
    {
        using var database = _connector.Open(create: true);
        using var turn = _connector.BeginWrite(database, cancellationToken);
        new SqlitePreparation(database, plan).Run(recreate);
        var status = new SqliteLedger(database).Status(plan);
        database.Execute("COMMIT");
        return status;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken) => RunAsync<ITargetSession>(() =>
        new SqliteSession(this, _connector, _connector.Open(create: false), _turn), cancellationToken);

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => RunAsync(() =>
    {
        using var database = _connector.Open(create: false);
        new SqliteFinish(database, _connector, plan).Run(cancellationToken);
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(sink);
        return RunAsync(() =>
        {
            using var database = _connector.Open(create: false);
            var columns = table.Columns.Select(column => SqliteDialect.Instance.Quote(column.Name));
            var rows = database.Prepare($"SELECT {string.Join(", ", columns)} FROM {SqliteDialect.Instance.QuoteTable(table)}");
            var reader = new SqliteReader(table);
            for (var count = 1; rows.Read(); count++)
            {
                reader.Read(rows, ref sink.Value!);
                if (count % BatchRows == 0)
                    cancellationToken.ThrowIfCancellationRequested();
            }

            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs work on another thread, as SQLite's calls block, and puts its errors into words.</summary>
    internal Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Run(() =>
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw new TargetException(SqliteErrors.Describe(error, _address), error, SqliteErrors.KindOf(error));
        }
    }, cancellationToken);
}
