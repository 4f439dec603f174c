using System.Runtime.CompilerServices;
using StellarForge.Ddl;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Relational;

/// <summary>
/// What database servers have in common as targets: the ledger is in the database, and so is the lock under which tables are made and finished.
/// </summary>
/// <param name="displayName">The address without secrets.</param>
/// <param name="sql">The database's dialect.</param>
public abstract class RelationalTarget(string displayName, SqlDialect sql) : ITarget
{
    /// <inheritdoc/>
    public string DisplayName { get; } = displayName;

    /// <inheritdoc/>
    public string? Notice { get; protected set; }

    /// <inheritdoc/>
    public TimeSpan? LoadTimeout { get; protected init; }

    /// <summary>The dialect.</summary>
    protected SqlDialect Sql { get; } = sql;

    /// <summary>What the ledger says to the database. Asked for when a connection has been opened.</summary>
    protected abstract LedgerSql LedgerSql { get; }

    /// <summary>Whether tables are made and dropped in transactions. Default <see langword="true"/>.</summary>
    protected virtual bool HasTransactionalDdl => true;

    /// <inheritdoc/>
    public virtual Task PingAsync(CancellationToken cancellationToken) => TranslateErrorsAsync(async () =>
    {
        await using var connection = await OpenAsync(loads: false, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => TranslateErrorsAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(plan);
        await using var connection = await OpenOrCreateAsync(cancellationToken);
        FillRefusedException.ThrowIfNamesTooLong(plan, Sql);
        CheckPlan(plan);
        await LockAsync(connection, cancellationToken);
        if (HasTransactionalDdl)
            await connection.BeginAsync(cancellationToken);
        var ledger = new RelationalLedger(connection, LedgerSql);
        var preparation = new RelationalPreparation(connection, ledger, Catalog(connection), Sql, plan);
        if (await ledger.IsOfFirstReleaseAsync(cancellationToken))
            await preparation.CheckFirstReleaseAsync(recreate, cancellationToken);
        await ledger.MigrateAsync(cancellationToken);
        if (recreate)
            await preparation.DropAsync(cancellationToken);
        await preparation.PrepareAsync(cancellationToken);
        var status = await ledger.StatusAsync(plan, cancellationToken);
        if (HasTransactionalDdl)
            await connection.CommitAsync(cancellationToken);
        return status;
    });

    /// <inheritdoc/>
    public Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken) => TranslateErrorsAsync<ITargetSession>(async () =>
    {
        var connection = await OpenAsync(loads: true, cancellationToken);
        try
        {
            return CreateSession(connection, new RelationalLedger(connection, LedgerSql));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <inheritdoc/>
    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => TranslateErrorsAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(plan);
        await using var connection = await OpenAsync(loads: false, cancellationToken);
        await LockAsync(connection, cancellationToken);
        await FinishAsync(plan, connection, new RelationalLedger(connection, LedgerSql), cancellationToken);
    });

    /// <inheritdoc/>
    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => TranslateErrorsAsync(async () =>
    {
        await using var connection = await OpenAsync(loads: false, cancellationToken);
        if (!await Catalog(connection).IsReadableAsync(table, cancellationToken))
            throw new TargetException($"{DisplayName} has no table {table}.");
        await ReadAsync(connection, table, sink, cancellationToken);
    });

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a connection and makes its session ready.</summary>
    /// <param name="loads">Whether rows will go in over it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    protected abstract Task<RelationalConnection> OpenAsync(bool loads, CancellationToken cancellationToken);

    /// <summary>Opens a connection to a database that is made where it is missing. By default it has to be there.</summary>
    protected virtual Task<RelationalConnection> OpenOrCreateAsync(CancellationToken cancellationToken) => OpenAsync(loads: false, cancellationToken);

    /// <summary>The catalog over a connection.</summary>
    protected abstract IRelationalCatalog Catalog(RelationalConnection connection);

    /// <summary>Refuses a plan that the database can't hold, and says what is worth a notice.</summary>
    protected virtual void CheckPlan(FillPlan plan) { }

    /// <summary>A session over a connection, which it owns.</summary>
    protected abstract RelationalSession CreateSession(RelationalConnection connection, RelationalLedger ledger);

    /// <summary>Gives loaded tables what they were loaded without; the connection holds the target's lock.</summary>
    protected abstract Task FinishAsync(FillPlan plan, RelationalConnection connection, RelationalLedger ledger, CancellationToken cancellationToken);

    /// <summary>Reads a table into a sink.</summary>
    protected abstract Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink;

    /// <summary>The driver's error in words for the user, or <see langword="null"/> where it is none of the driver's.</summary>
    protected abstract TargetException? Translate(Exception error);

    private async Task LockAsync(RelationalConnection connection, CancellationToken cancellationToken)
    {
        if (LedgerSql.Lock is { } statement)
            await connection.ExecuteAsync(statement, cancellationToken);
    }

    /// <summary>Runs work, and puts the driver's errors into words.</summary>
    protected internal async Task<T> TranslateErrorsAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return await work();
        }
        catch (Exception error) when (error is not TargetException && Translate(error) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc cref="TranslateErrorsAsync{T}"/>
    protected internal Task TranslateErrorsAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return TranslateErrorsAsync(async () =>
        {
            await work();
            return true;
        });
    }
}
