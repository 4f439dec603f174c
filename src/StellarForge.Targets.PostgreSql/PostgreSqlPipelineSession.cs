using Npgsql;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>A pipeline's connection. Rows go into a table by COPY as they are, or where keys are there already, by way of a staging table.</summary>
internal sealed class PostgreSqlPipelineSession : RelationalPipelineSession
{
    // Of a writer that is frozen, the server gives up what it holds, so that others go on: between two statements after a quarter of a minute, within one
    // (a COPY whose rows don't come, or a wait for what another frozen one holds) after a minute. Batches are sorted and joined in memory.
    private const string SetUp =
        "SET idle_in_transaction_session_timeout = '15s'; SET statement_timeout = '60s'; SET work_mem = '64MB'; SET temp_buffers = '64MB'";

    private readonly PipelinePlan _plan;
    private readonly CopyWriter _copy;
    private readonly Dictionary<PipelineTable, StagedTable> _tables = new(ReferenceEqualityComparer.Instance);

    // Those that have rows of the transaction, as when a topic more goes into the same table; the transaction's end empties them.
    private readonly HashSet<StagedTable> _staged = [];

    private PostgreSqlPipelineSession(PostgreSqlTarget target, RelationalConnection connection, PipelinePlan plan)
        : base(target, connection, plan)
    {
        _plan = plan;
        _copy = new CopyWriter((NpgsqlConnection)connection.Driver);
    }

    /// <summary>Sets a connection's time-outs, and makes it a session.</summary>
    public static async Task<PostgreSqlPipelineSession> CreateAsync(
        PostgreSqlTarget target, RelationalConnection connection, PipelinePlan plan, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(SetUp, cancellationToken);
        return new PostgreSqlPipelineSession(target, connection, plan);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _copy.Dispose();
    }

    protected override async Task BeginCoreAsync(CancellationToken cancellationToken)
    {
        // Outside of a transaction, which may be rolled back.
        if (_tables.Count == 0)
        {
            foreach (var table in _plan.Tables.Where(table => !table.Schema.Key.IsEmpty))
            {
                var staged = new StagedTable(table, _tables.Count);
                await Connection.ExecuteAsync(staged.Create, cancellationToken);
                _tables.Add(table, staged);
            }
        }

        _staged.Clear();
        await base.BeginCoreAsync(cancellationToken);
    }

    protected override async Task<WriteOutcome> LoadRowsAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken)
    {
        if (!_tables.TryGetValue(table, out var staged))
            return await CopyAsync(table, rows(), cancellationToken);
        if (staged.Path.IsDirect)
        {
            await Connection.ExecuteAsync("SAVEPOINT stellarforge_load", cancellationToken);
            try
            {
                var copied = await CopyAsync(table, rows(), cancellationToken);
                staged.Path.Succeeded();
                return copied;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                await Connection.ExecuteAsync("ROLLBACK TO SAVEPOINT stellarforge_load", cancellationToken);
                staged.Path.Failed();
            }
        }

        var outcome = await StageAsync(table, staged, rows(), cancellationToken);
        staged.Path.Staged(outcome);
        return outcome;
    }

    private async Task<WriteOutcome> CopyAsync(PipelineTable table, RowSource rows, CancellationToken cancellationToken)
    {
        var taken = await _copy.WriteAsync(rows, progress: null, cancellationToken);
        ThrowIfMissing(table, rows.RowsWritten, taken);
        return new WriteOutcome(taken, 0, []);
    }

    private async Task<WriteOutcome> StageAsync(PipelineTable table, StagedTable staged, RowSource rows, CancellationToken cancellationToken)
    {
        if (!_staged.Add(staged))
            await Connection.ExecuteAsync(staged.Empty, cancellationToken);
        var count = await _copy.WriteAsync(new NumberedRows(rows, staged.Schema), progress: null, cancellationToken);
        if (table.Mode == WriteMode.Append)
        {
            var refused = await Connection.QueryAsync(staged.Merge, row => row.GetInt32(0), cancellationToken);
            return new WriteOutcome(count - refused.Count, 0, refused);
        }

        var written = await Connection.ExecuteAsync(staged.Merge, cancellationToken);
        return new WriteOutcome(written, count - written, []);
    }
}
