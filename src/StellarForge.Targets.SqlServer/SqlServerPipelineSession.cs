using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>
/// A pipeline's connection. Rows go into a staging table by SqlBulkCopy, and from there into the table by one statement or two, which see the keys that are
/// there already.
/// </summary>
/// <remarks>
/// Always by that way: at an error the session's transaction is gone as a whole (XACT_ABORT), so nothing can be tried straight first. The server ends no client
/// that is frozen within a transaction: others wait for its locks until it goes on, or is ended by KILL.
/// </remarks>
internal sealed class SqlServerPipelineSession(SqlServerTarget target, RelationalConnection connection, PipelinePlan plan)
    : RelationalPipelineSession(target, connection, plan)
{
    private readonly SqlServerBulk _bulk = new(connection);
    private readonly PipelinePlan _plan = plan;
    private readonly Dictionary<PipelineTable, StagedTable> _tables = new(ReferenceEqualityComparer.Instance);

    // Outside of a transaction, which may be rolled back.
    protected override async Task BeginCoreAsync(CancellationToken cancellationToken)
    {
        if (_tables.Count == 0)
        {
            var catalog = new SqlServerCatalog(Connection);
            foreach (var table in _plan.Tables)
            {
                var staged = new StagedTable(table, _tables.Count, await catalog.IdentityColumnAsync(table.Schema, cancellationToken));
                await Connection.ExecuteAsync(staged.Create, cancellationToken);
                _tables.Add(table, staged);
            }
        }

        await base.BeginCoreAsync(cancellationToken);
    }

    protected override async Task<WriteOutcome> LoadRowsAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken)
    {
        var staged = _tables[table];
        await Connection.ExecuteAsync(staged.Empty, cancellationToken);
        var count = await _bulk.WriteAsync(
            new NumberedRows(rows(), staged.Schema), SqlBulkCopyOptions.KeepNulls | SqlBulkCopyOptions.TableLock, progress: null, cancellationToken);
        var refused = staged.Refused is { } asked ? await Connection.QueryAsync(asked, row => row.GetInt32(0), cancellationToken) : [];
        var replaced = staged.Replace is { } replace ? await Connection.ExecuteAsync(replace, cancellationToken) : 0;
        var written = replaced + await Connection.ExecuteAsync(staged.Insert, cancellationToken);
        if (table.Mode != WriteMode.Append)
            return new WriteOutcome(written, count - written, []);

        if (written != count - refused.Count)
        {
            var missing = staged.CountMissing is { } query ? (await Connection.QueryAsync(query, row => row.GetInt32(0), cancellationToken)).Single() : 0;
            if (missing == 0 && staged.CountMissing is not null)
                throw new TargetException($"Table {table.Schema}: another client inserted keys of the batch just now.", kind: ErrorKind.Transient);
            ThrowIfMissing(table, count - refused.Count, written);
        }

        return new WriteOutcome(written, 0, refused);
    }
}
