using System.Text;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>One worker's connection.</summary>
internal sealed class MySqlSession(MySqlTarget target, RelationalConnection connection, RelationalLedger ledger, MySqlServerInfo server)
    : RelationalSession(target, connection, ledger)
{
    // Large enough to hide the cost of a statement.
    private const int BatchBytes = 1 << 21;

    private readonly string _target = target.DisplayName;
    private readonly bool _inserts = !server.TakesLocalFiles;
    private RowBuffer _filling = Buffer(server);
    private RowBuffer _sending = Buffer(server);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _filling.Dispose();
        _sending.Dispose();
    }

#if !MYSQLCONNECTOR
    public override Task AbortAsync()
    {
        MySqlSocket.Close((MySqlConnection)Connection.Driver);
        return Task.CompletedTask;
    }

#endif
    // A statement that is text twice as long in UTF-16, and has its own head, must stay below the server's limit.
    private static RowBuffer Buffer(MySqlServerInfo server) =>
        new(server.TakesLocalFiles ? BatchBytes : (int)Math.Min(BatchBytes / 4, server.PacketBytes / 4));

    protected override async Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        using var encoder = new LoadDataEncoder(literals: _inserts);
        var sent = Task.FromResult(0L);
        var taken = 0L;
        try
        {
            for (var hasMore = true; hasMore;)
            {
                // The next batch is made while the last one is on its way.
                cancellationToken.ThrowIfCancellationRequested();
                _filling.Clear();
                var before = rows.RowsWritten;
                hasMore = encoder.Write(rows, _filling);
                taken += await sent;
                (_filling, _sending) = (_sending, _filling);
                sent = Task.Run(() => SendAsync(rows.Schema, _sending.Written, cancellationToken), CancellationToken.None);
                progress?.Report(new BatchProgress(rows.RowsWritten - before, _sending.Length));
            }
        }
        finally
        {
            // Also when the rows could not be made: a buffer on its way must not be given back.
            await sent;
        }

        return taken + await sent;
    }

    private async Task<long> SendAsync(TableSchema table, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        if (rows.IsEmpty)
            return 0;

        // Without the comma behind the last row.
        var loaded = _inserts
            ? await Connection.ExecuteAsync(Insert(table) + Encoding.UTF8.GetString(rows.Span[..^1]), cancellationToken)
            : MySqlBulk.Load(Loader(table), rows);

        // With LOCAL, a value that does not fit is bent and a row with a known key left out, each with no more than a warning.
        var warnings = await Connection.QueryAsync("SHOW WARNINGS LIMIT 1", row => (Number: row.GetInt64(1), Text: row.GetString(2)), cancellationToken);
        if (warnings is [var first])
            throw new TargetException($"{_target}: table {table}: {first.Text} ({first.Number}). The chunk was rolled back.");
        return loaded;
    }

    private MySqlBulkLoader Loader(TableSchema table)
    {
        var loader = new MySqlBulkLoader((MySqlConnection)Connection.Driver)
        {
            TableName = MySqlDialect.Instance.QuoteTable(table),
            Local = true,
            CharacterSet = "utf8mb4",
            FieldTerminator = "\t",
            LineTerminator = "\n",
            EscapeCharacter = '\\',
            Timeout = 0,
        };
        foreach (var column in table.Columns)
        {
            // Hexadecimal, as text of a character set may be no bytes of another kind.
            var name = MySqlDialect.Instance.Quote(column.Name);
            var variable = $"@hex{loader.Columns.Count}";
            loader.Columns.Add(column.Type == ColumnType.Binary ? variable : name);
            if (column.Type == ColumnType.Binary)
                loader.Expressions.Add($"{name} = UNHEX({variable})");
        }

        return loader;
    }

    private static string Insert(TableSchema table) =>
        $"INSERT INTO {MySqlDialect.Instance.QuoteTable(table)} " +
            $"({string.Join(", ", table.Columns.Select(column => MySqlDialect.Instance.Quote(column.Name)))}) VALUES ";
}
