using Npgsql;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>One worker's connection.</summary>
internal sealed class PostgreSqlSession(PostgreSqlTarget target, RelationalConnection connection, RelationalLedger ledger)
    : RelationalSession(target, connection, ledger)
{
    // Measured: of larger messages the server's backend reads little from its caches, smaller ones cost more calls.
    private const int MessageBytes = 1 << 17;

    private readonly NpgsqlConnection _driver = (NpgsqlConnection)connection.Driver;
    private readonly Dictionary<TableSchema, CopyBinaryEncoder> _encoders = new(ReferenceEqualityComparer.Instance);
    private RowBuffer _filling = new(MessageBytes);
    private RowBuffer _sending = new(MessageBytes);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _filling.Dispose();
        _sending.Dispose();
    }

    protected override async Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        if (!_encoders.TryGetValue(rows.Schema, out var encoder))
            _encoders.Add(rows.Schema, encoder = new CopyBinaryEncoder(rows.Schema));

        // Left open by an error: the connection is closed next, which cancels the COPY. Disposing would complete it.
        var copy = await _driver.BeginRawBinaryCopyAsync(CopyFrom(rows.Schema), cancellationToken);
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

        await copy.DisposeAsync();
        return CopyAnswer.Rows(_driver);
    }

    private static string CopyFrom(TableSchema table) =>
        $"COPY {PostgreSqlDialect.Instance.QuoteTable(table)} " +
            $"({string.Join(", ", table.Columns.Select(column => PostgreSqlDialect.Instance.Quote(column.Name)))}) FROM STDIN (FORMAT binary)";
}
