using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>One worker's connection.</summary>
internal sealed class SqlServerSession(SqlServerTarget target, RelationalConnection connection, RelationalLedger ledger)
    : RelationalSession(target, connection, ledger)
{
    private readonly SqlServerBulk _bulk = new(connection);
    private readonly Dictionary<TableSchema, SqlBulkCopyOptions> _options = new(ReferenceEqualityComparer.Instance);

    protected override async Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var table = rows.Schema;
        if (!_options.TryGetValue(table, out var options))
            _options.Add(table, options = await OptionsAsync(table, cancellationToken));

        // Nothing leaves rows out here without an error: triggers do not run (FireTriggers is not among the options), and a table whose index ignores
        // duplicates is refused.
        return await _bulk.WriteAsync(rows, options, progress, cancellationToken);
    }

    private async Task<SqlBulkCopyOptions> OptionsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var heap = await new SqlServerCatalog(Connection).IsHeapAsync(table, cancellationToken);
        return SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls | SqlBulkCopyOptions.CheckConstraints
            | (heap ? SqlBulkCopyOptions.TableLock : SqlBulkCopyOptions.Default);
    }
}
