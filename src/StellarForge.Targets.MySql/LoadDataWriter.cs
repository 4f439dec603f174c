using System.Text;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>Sends rows by LOAD DATA LOCAL INFILE, or by INSERT where the server takes no local files, over a connection. For one thread at a time.</summary>
/// <param name="target">What messages call the target.</param>
/// <param name="connection">An open connection.</param>
/// <param name="server">What the server can do.</param>
internal sealed class LoadDataWriter(string target, RelationalConnection connection, MySqlServerInfo server) : IDisposable
{
    // Large enough to hide the cost of a statement.
    private const int BatchBytes = 1 << 21;

    private readonly bool _inserts = !server.TakesLocalFiles;
    private RowBuffer _filling = Buffer(server);
    private RowBuffer _sending = Buffer(server);

    /// <summary>Sends all rows of a source.</summary>
    /// <returns>The rows that the server took.</returns>
    /// <exception cref="RowRefusedException">It took a row otherwise than as it is, or not at all.</exception>
    public async Task<long> WriteAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
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

    public void Dispose()
    {
        _filling.Dispose();
        _sending.Dispose();
    }

    // A statement that is text twice as long in UTF-16, and has its own head, must stay below the server's limit.
    private static RowBuffer Buffer(MySqlServerInfo server) =>
        new(server.TakesLocalFiles ? BatchBytes : (int)Math.Min(BatchBytes / 4, server.PacketBytes / 4));

    private async Task<long> SendAsync(TableSchema table, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        if (rows.IsEmpty)
            return 0;

        // Without the comma behind the last row.
        var loaded = _inserts
            ? await connection.ExecuteAsync(Insert(table) + Encoding.UTF8.GetString(rows.Span[..^1]), cancellationToken)
            : MySqlBulk.Load(Loader(table), rows);

        // With LOCAL, a value that does not fit is bent and a row with a known key left out, each with no more than a warning.
        var warnings = await connection.QueryAsync("SHOW WARNINGS LIMIT 1", row => (Number: row.GetInt32(1), Text: row.GetString(2)), cancellationToken);
        if (warnings is [var first])
            throw new RowRefusedException(first.Number, $"{target}: table {table}: {first.Text} ({first.Number}). The transaction was rolled back.");
        return loaded;
    }

    private MySqlBulkLoader Loader(TableSchema table)
    {
        var loader = new MySqlBulkLoader((MySqlConnection)connection.Driver)
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

/// <summary>The server took a row otherwise than as it is, or not at all, and said so by a warning only.</summary>
/// <param name="number">The warning's number.</param>
/// <param name="message">The warning, for the user.</param>
internal sealed class RowRefusedException(int number, string message) : Exception(message)
{
    /// <summary>The warning's number.</summary>
    public int Number { get; } = number;
}
