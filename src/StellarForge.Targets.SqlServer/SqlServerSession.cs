using Microsoft.Data.SqlClient;
using StellarForge.Ddl;
using StellarForge.Engine;

namespace StellarForge.Targets.SqlServer;

/// <summary>One worker's connection.</summary>
internal sealed class SqlServerSession(SqlServerTarget target, SqlServerConnection connection, FillPlan plan) : ITargetSession
{
    private readonly SqlServerLedger _ledger = new(connection);
    private readonly SqlBulkCopyOptions?[] _options = new SqlBulkCopyOptions?[plan.Tables.Count];
    private readonly ClaimRound _round = new(plan);

    public Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken) => target.ReportAsync(async () =>
    {
        connection.BeginTransaction();
        if (await _round.NextAsync(async (table, identity) => await _ledger.ClaimAsync(table, identity, cancellationToken)) is not { } chunk)
        {
            await connection.RollbackAsync();
            return null;
        }

        await CopyAsync(chunk, rows, cancellationToken);
        await _ledger.MarkDoneAsync(chunk, cancellationToken);
        await connection.CommitAsync(cancellationToken);
        return chunk;
    });

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task CopyAsync(Chunk chunk, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var table = chunk.Table.Schema;
        var options = _options[_round.Table] ??= await OptionsAsync(table, cancellationToken);
        using var copy = connection.BulkCopy(SqlDialect.SqlServer.QuoteTable(table), options);
        foreach (var (ordinal, column) in table.Columns.Index())
            copy.ColumnMappings.Add(ordinal, SqlDialect.SqlServer.Quote(column.Name));

        var (reported, sent) = (0L, connection.BytesSent);
        void Report(long rows)
        {
            var bytes = connection.BytesSent;
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

}
