using System.Runtime.CompilerServices;
using StellarForge.Ddl;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Telemetry;
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
    public virtual string SystemName => EngineAttributes.SchemeOf(DisplayName);

    /// <inheritdoc/>
    public string? Notice { get; protected set; }

    /// <inheritdoc/>
    public TimeSpan? LoadTimeout { get; protected init; }

    /// <summary>The dialect.</summary>
    protected SqlDialect Sql { get; } = sql;

    /// <summary>What the ledger says to the database. Asked for when a connection has been opened.</summary>
    protected internal abstract LedgerSql LedgerSql { get; }

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
        FillRefusedException.ThrowIfNamesTooLong(plan.Tables.Select(table => table.Schema), Sql);
        CheckTables(plan.Model.Tables.Select(table => table.Schema), [.. plan.Tables.Select(table => table.Schema)]);
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

    /// <inheritdoc cref="IPipelineTarget.PrepareAsync"/>
    public Task PrepareAsync(PipelinePlan plan, bool reset, CancellationToken cancellationToken) => TranslateErrorsAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(plan);
        await using var connection = await OpenOrCreateAsync(cancellationToken);
        var tables = plan.Tables.Select(table => table.Schema).ToList();
        FillRefusedException.ThrowIfNamesTooLong(tables, Sql);
        CheckTables(tables, tables);
        await LockAsync(connection, cancellationToken);
        if (HasTransactionalDdl)
            await connection.BeginAsync(cancellationToken);
        var ledger = new RelationalLedger(connection, LedgerSql);
        await ledger.MigrateAsync(cancellationToken);
        await new PipelinePreparation(connection, ledger, Catalog(connection), LedgerSql, Sql, plan).PrepareAsync(reset, cancellationToken);
        if (HasTransactionalDdl)
            await connection.CommitAsync(cancellationToken);
    });

    /// <inheritdoc cref="IPipelineTarget.ConnectAsync"/>
    public Task<IPipelineSession> ConnectAsync(PipelinePlan plan, CancellationToken cancellationToken) => TranslateErrorsAsync<IPipelineSession>(async () =>
    {
        ArgumentNullException.ThrowIfNull(plan);
        var connection = await OpenAsync(loads: true, cancellationToken);
        try
        {
            return await CreateSessionAsync(connection, plan, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <inheritdoc cref="IPipelineTarget.ReadLanesAsync"/>
    public Task<IReadOnlyList<LanePosition>> ReadLanesAsync(string pipeline, string source, CancellationToken cancellationToken) =>
        TranslateErrorsAsync(async () =>
        {
            await using var connection = await OpenAsync(loads: false, cancellationToken);
            return await new RelationalLedger(connection, LedgerSql).HasPipelinesAsync(cancellationToken)
                ? await PipelineLedger.ReadLanesAsync(connection, LedgerSql, pipeline, source, cancellationToken)
                : [];
        });

    /// <inheritdoc cref="IPipelineTarget.ReadFillAsync"/>
    public Task<FillIdentity?> ReadFillAsync(TableSchema table, CancellationToken cancellationToken) => TranslateErrorsAsync(async () =>
    {
        await using var connection = await OpenAsync(loads: false, cancellationToken);
        var ledger = new RelationalLedger(connection, LedgerSql);
        return await ledger.HasPipelinesAsync(cancellationToken) && await ledger.EntryAsync(table, cancellationToken) is { IsComplete: true } entry
            ? entry.Identity
            : null;
    });

    /// <inheritdoc cref="IPipelineTarget.ReadLettersAsync"/>
    public Task<IReadOnlyList<RecordedLetter>> ReadLettersAsync(LetterPlace? after, int most, CancellationToken cancellationToken) =>
        TranslateErrorsAsync(async () =>
        {
            await using var connection = await OpenAsync(loads: false, cancellationToken);
            return await new RelationalLedger(connection, LedgerSql).HasPipelinesAsync(cancellationToken)
                ? await PipelineLedger.ReadAsync(connection, LedgerSql, after, most, cancellationToken)
                : [];
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

    /// <summary>Refuses tables that the database can't hold, and says what is worth a notice.</summary>
    /// <param name="all">The tables of the model, as far as they are known.</param>
    /// <param name="tables">Those of them that rows are to go into.</param>
    protected virtual void CheckTables(IEnumerable<TableSchema> all, IReadOnlyCollection<TableSchema> tables) { }

    /// <summary>A session over a connection, which it owns.</summary>
    protected abstract RelationalSession CreateSession(RelationalConnection connection, RelationalLedger ledger);

    /// <summary>A pipeline's session over a connection, which it owns. Only of targets that are an <see cref="IPipelineTarget"/>.</summary>
    protected virtual Task<RelationalPipelineSession> CreateSessionAsync(
        RelationalConnection connection, PipelinePlan plan, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{DisplayName} takes no streams.");

    /// <summary>Gives loaded tables what they were loaded without; the connection holds the target's lock.</summary>
    protected abstract Task FinishAsync(FillPlan plan, RelationalConnection connection, RelationalLedger ledger, CancellationToken cancellationToken);

    /// <summary>Reads a table into a sink.</summary>
    protected abstract Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink;

    /// <summary>The driver's error in words for the user, or <see langword="null"/> where it is none of the driver's.</summary>
    protected abstract TargetException? Translate(Exception error);

    internal TargetException MissingRows(TableSchema table, long sent, long taken) => new(
        $"{DisplayName}: table {table}: {sent} rows were sent, and the database took {taken}; they are rolled back with the transaction. "
        + "Look for triggers and rules of the table that leave rows out, and disable them while it is loaded.");

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
