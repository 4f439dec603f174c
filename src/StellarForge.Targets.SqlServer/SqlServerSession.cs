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
    private readonly SqlConnection _driver = (SqlConnection)connection.Driver;
    private readonly Dictionary<TableSchema, SqlBulkCopyOptions> _options = new(ReferenceEqualityComparer.Instance);

    protected override async Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var table = rows.Schema;
        if (!_options.TryGetValue(table, out var options))
            _options.Add(table, options = await OptionsAsync(table, cancellationToken));
        using var copy = new SqlBulkCopy(_driver, options, (SqlTransaction)Connection.Transaction!)
        {
            DestinationTableName = SqlServerDialect.Instance.QuoteTable(table),
            BulkCopyTimeout = _driver.CommandTimeout,
        };
        foreach (var (ordinal, column) in table.Columns.Index())
            copy.ColumnMappings.Add(ordinal, SqlServerDialect.Instance.Quote(column.Name));

        var (reported, sent) = (0L, BytesSent());
        void Report(long count)
        {
            var bytes = BytesSent();
            progress?.Report(new BatchProgress(count - reported, bytes - sent));
            (reported, sent) = (count, bytes);
        }

        await using var reader = new BulkRows(rows, Report, cancellationToken);

        // Not the asynchronous one, which makes three tasks a row.
        await Task.Run(() => copy.WriteToServer(reader), cancellationToken);
        Report(reader.Count);

        // What was sent: the driver counts its own rows as well (RowsCopied) and does not tell the server's count. Nothing leaves rows out here without an
        // error: triggers do not run (FireTriggers is not among the options), and a table whose index ignores duplicates is refused.
        return reader.Count;
    }

    private async Task<SqlBulkCopyOptions> OptionsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var heap = await new SqlServerCatalog(Connection).IsHeapAsync(table, cancellationToken);
        return SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls | SqlBulkCopyOptions.CheckConstraints
            | (heap ? SqlBulkCopyOptions.TableLock : SqlBulkCopyOptions.Default);
    }

    private long BytesSent() => (long)_driver.RetrieveStatistics()["BytesSent"]!;
}
