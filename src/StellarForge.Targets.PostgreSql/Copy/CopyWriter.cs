using Npgsql;
using StellarForge.Engine;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Sends rows by binary COPY over a connection. For one thread at a time.</summary>
/// <param name="connection">An open connection.</param>
internal sealed class CopyWriter(NpgsqlConnection connection) : IDisposable
{
    // Measured: of larger messages the server's backend reads little from its caches, smaller ones cost more calls.
    private const int MessageBytes = 1 << 17;

    private const int FarewellMilliseconds = 5_000;

    private readonly Dictionary<TableSchema, CopyBinaryEncoder> _encoders = new(ReferenceEqualityComparer.Instance);
    private RowBuffer _filling = new(MessageBytes);
    private RowBuffer _sending = new(MessageBytes);

    /// <summary>Sends all rows of a source.</summary>
    /// <returns>The rows that the server took.</returns>
    public async Task<long> WriteAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        if (!_encoders.TryGetValue(rows.Schema, out var encoder))
            _encoders.Add(rows.Schema, encoder = new CopyBinaryEncoder(rows.Schema));

        // Left open where rows can't be made: the connection is closed next, which cancels the COPY. Disposing would complete it.
        // That close tells the server and waits for its answer: not for ever, where the network swallows it.
        var copy = await connection.BeginRawBinaryCopyAsync(CopyFrom(rows.Schema), cancellationToken);
        var patience = copy.ReadTimeout;
        copy.ReadTimeout = FarewellMilliseconds;
        _filling.Clear();
        encoder.Begin(_filling);
        var sent = Task.CompletedTask;
        try
        {
            for (var hasMore = true; hasMore;)
            {
                // The next batch is made while the last one is on its way.
                var before = rows.RowsWritten;
                hasMore = encoder.Write(rows, _filling);
                if (!hasMore)
                    encoder.End(_filling);
                await sent;
                (_filling, _sending) = (_sending, _filling);
                _filling.Clear();
                sent = copy.WriteAsync(_sending.Written, cancellationToken).AsTask();
                progress?.Report(new BatchProgress(rows.RowsWritten - before, _sending.Length));
            }
        }
        finally
        {
            // Also when the rows could not be made: a buffer on its way must not be given back.
            await sent;
        }

        copy.ReadTimeout = patience;
        await copy.DisposeAsync();
        return CopyAnswer.Rows(connection);
    }

    public void Dispose()
    {
        _filling.Dispose();
        _sending.Dispose();
    }

    private static string CopyFrom(TableSchema table) =>
        $"COPY {PostgreSqlDialect.Instance.QuoteTable(table)} " +
            $"({string.Join(", ", table.Columns.Select(column => PostgreSqlDialect.Instance.Quote(column.Name)))}) FROM STDIN (FORMAT binary)";
}
