using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>Sends rows by SqlBulkCopy, as part of a connection's transaction.</summary>
/// <param name="connection">The connection.</param>
internal sealed class SqlServerBulk(RelationalConnection connection)
{
    private readonly SqlConnection _driver = (SqlConnection)connection.Driver;

    /// <summary>Sends all rows of a source.</summary>
    /// <param name="rows">The rows; their schema names the table.</param>
    /// <param name="options">What the server is told.</param>
    /// <param name="progress">Told of rows now and then.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The rows that were sent: the driver counts its own rows as well (RowsCopied) and does not tell the server's count.</returns>
    public async Task<long> WriteAsync(
        RowSource rows, SqlBulkCopyOptions options, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        using var copy = new SqlBulkCopy(_driver, options, (SqlTransaction)connection.Transaction!)
        {
            DestinationTableName = SqlServerDialect.Instance.QuoteTable(rows.Schema),
            BulkCopyTimeout = _driver.CommandTimeout,
        };
        foreach (var (ordinal, column) in rows.Schema.Columns.Index())
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
        return reader.Count;
    }

    private long BytesSent() => (long)_driver.RetrieveStatistics()["BytesSent"]!;
}
