using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>A pipeline's connection. Rows go into a table by LOAD DATA as they are, or where keys are there already, by way of a staging table.</summary>
internal sealed class MySqlPipelineSession : RelationalPipelineSession
{
    // Others wait no longer for what a frozen writer holds than until the server gives it up: amid a load after a minute (net_read_timeout).
    private const string SetUp = "SET SESSION innodb_lock_wait_timeout = 60";

    // And between two statements of a transaction after a quarter of a minute. A writer that has nothing to do may be silent for long.
    private const string BeginTimeout = "SET SESSION wait_timeout = 15";
    private const string EndTimeout = "SET SESSION wait_timeout = 28800";

    private const string Savepoint = "stellarforge_load";
    private const int DuplicateEntry = 1062;
    private const int Attempts = 3;

    private readonly PipelinePlan _plan;
    private readonly LoadDataWriter _writer;
    private readonly Dictionary<PipelineTable, StagedTable> _tables = new(ReferenceEqualityComparer.Instance);

    // Those that hold rows.
    private readonly HashSet<StagedTable> _staged = [];

    private MySqlPipelineSession(MySqlTarget target, RelationalConnection connection, PipelinePlan plan, MySqlServerInfo server)
        : base(target, connection, plan) => (_plan, _writer) = (plan, new LoadDataWriter(target.DisplayName, connection, server));

    /// <summary>Sets a connection's time-outs, and makes it a session.</summary>
    public static async Task<MySqlPipelineSession> CreateAsync(
        MySqlTarget target, RelationalConnection connection, PipelinePlan plan, MySqlServerInfo server, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(SetUp, cancellationToken);
        return new MySqlPipelineSession(target, connection, plan, server);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _writer.Dispose();
    }

    // Outside of a transaction, which DDL would commit.
    protected override async Task BeginCoreAsync(CancellationToken cancellationToken)
    {
        if (_tables.Count == 0)
        {
            foreach (var table in _plan.Tables.Where(table => !table.Schema.Key.IsEmpty))
            {
                var staged = new StagedTable(table, _tables.Count);
                await Connection.ExecuteAsync(staged.Create, cancellationToken);
                _tables.Add(table, staged);
            }
        }

        foreach (var staged in _staged)
            await Connection.ExecuteAsync(staged.Truncate, cancellationToken);
        _staged.Clear();
        await Connection.ExecuteAsync(BeginTimeout, cancellationToken);
        await base.BeginCoreAsync(cancellationToken);
    }

    protected override async Task CommitCoreAsync(CancellationToken cancellationToken)
    {
        await base.CommitCoreAsync(cancellationToken);
        await Connection.ExecuteAsync(EndTimeout, cancellationToken);
    }

    protected override async Task<WriteOutcome> LoadRowsAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken)
    {
        if (!_tables.TryGetValue(table, out var staged))
            return await LoadAsync(table, rows(), cancellationToken);
        await Connection.ExecuteAsync($"SAVEPOINT {Savepoint}", cancellationToken);
        if (staged.Path.IsDirect)
        {
            try
            {
                var loaded = await LoadAsync(table, rows(), cancellationToken);
                staged.Path.Succeeded();
                return loaded;
            }
            catch (Exception error) when (IsOfKey(error))
            {
                await Connection.ExecuteAsync($"ROLLBACK TO SAVEPOINT {Savepoint}", cancellationToken);
                staged.Path.Failed();
            }
        }

        if (!_staged.Add(staged))
            await Connection.ExecuteAsync(staged.Empty, cancellationToken);
        var source = rows();
        var count = await SendAsync(new NumberedRows(source, staged.Schema), cancellationToken);
        var outcome = await MergeAsync(staged, count, cancellationToken);
        staged.Path.Staged(outcome);
        return outcome;
    }

    // Whoever writes the same key at the same moment is not seen by one statement, and in the way of the next.
    private async Task<WriteOutcome> MergeAsync(StagedTable staged, long count, CancellationToken cancellationToken)
    {
        await Connection.ExecuteAsync("SAVEPOINT stellarforge_merge", cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var refused = staged.Refused is { } query ? await Connection.QueryAsync(query, row => row.GetInt32(0), cancellationToken) : [];
                var replaced = staged.Replace is { } replace ? await Connection.ExecuteAsync(replace, cancellationToken) : 0;
                var written = replaced + await Connection.ExecuteAsync(staged.Insert, cancellationToken);
                if (staged.Refused is null)
                    return new WriteOutcome(written, count - written, []);
                if (written + refused.Count == count)
                    return new WriteOutcome(written, 0, refused);
                if (attempt == Attempts)
                    throw new TargetException("Another client inserts the same keys all the time.", kind: ErrorKind.Transient);
            }
            catch (MySqlException error) when (error.Number == DuplicateEntry && attempt < Attempts)
            {
                // Once more: another writer's key is seen by now; a key of another index stays an error.
            }

            await Connection.ExecuteAsync("ROLLBACK TO SAVEPOINT stellarforge_merge", cancellationToken);
        }
    }

    private async Task<WriteOutcome> LoadAsync(PipelineTable table, RowSource rows, CancellationToken cancellationToken)
    {
        var taken = await SendAsync(rows, cancellationToken);
        ThrowIfMissing(table, rows.RowsWritten, taken);
        return new WriteOutcome(taken, 0, []);
    }

    private Task<long> SendAsync(RowSource rows, CancellationToken cancellationToken) => _writer.WriteAsync(rows, progress: null, cancellationToken);

    private static bool IsOfKey(Exception error) =>
        error is RowRefusedException { Number: DuplicateEntry } or MySqlException { Number: DuplicateEntry };
}
