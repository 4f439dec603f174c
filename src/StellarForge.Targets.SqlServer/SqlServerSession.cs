using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Engine.Relational;

namespace StellarForge.Targets.SqlServer;

/// <summary>One worker's connection.</summary>
internal sealed class SqlServerSession(SqlServerTarget target, RelationalConnection connection, FillPlan plan) : ITargetSession
{
    private readonly RelationalLedger _ledger = new(connection, SqlServerLedger.Sql);
    private readonly SqlConnection _driver = (SqlConnection)connection.Driver;
    private readonly SqlBulkCopyOptions?[] _options = new SqlBulkCopyOptions?[plan.Tables.Count];
    private readonly ClaimRound _round = new(plan);

    public Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken) =>
        target.ReportAsync(() => _ledger.LoadNextAsync(_round, chunk => CopyAsync(chunk, rows, cancellationToken), cancellationToken));

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task CopyAsync(Chunk chunk, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var table = chunk.Table.Schema;
        var options = _options[_round.Table] ??= await OptionsAsync(table, cancellationToken);
        using var copy = new SqlBulkCopy(_driver, options, (SqlTransaction)connection.Transaction!)
        {
            DestinationTableName = SqlServerDialect.Instance.QuoteTable(table),
            BulkCopyTimeout = _driver.CommandTimeout,
        };
        foreach (var (ordinal, column) in table.Columns.Index())
            copy.ColumnMappings.Add(ordinal, SqlServerDialect.Instance.Quote(column.Name));

        var (reported, sent) = (0L, BytesSent());
        void Report(long rows)
        {
            var bytes = BytesSent();
            progress?.Report(new BatchProgress(chunk.Table, rows - reported, bytes - sent));
            (reported, sent) = (rows, bytes);
        }

        await using var rows = new BulkRows(chunk.Table, plan.World, chunk.Rows, Report, cancellationToken);

        // Not the asynchronous one, which makes three tasks a row.
        await Task.Run(() => copy.WriteToServer(rows), cancellationToken);
        Report(rows.Count);
    }

    private async Task<SqlBulkCopyOptions> OptionsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var heap = await new SqlServerCatalog(connection).IsHeapAsync(table, cancellationToken);
        return SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls | SqlBulkCopyOptions.CheckConstraints
            | (heap ? SqlBulkCopyOptions.TableLock : SqlBulkCopyOptions.Default);
    }

    private long BytesSent() => (long)_driver.RetrieveStatistics()["BytesSent"]!;
}
