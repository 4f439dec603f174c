using StellarForge.Engine;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>Runs an INSERT for each row of a source. For one thread at a time.</summary>
/// <param name="database">The connection.</param>
internal sealed class SqliteInserter(SqliteDatabase database) : IDisposable
{
    // Between looks at progress and cancellation.
    private const int BatchRows = 8_192;

    private readonly RowMemory _memory = new();

    /// <summary>Inserts all rows of a source. SQLite's calls block.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="otherwise">What follows the values: ON CONFLICT.</param>
    /// <param name="left">Takes the numbers of the rows that did not go in, or <see langword="null"/>.</param>
    /// <param name="progress">Told of each batch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The rows that went in.</returns>
    public long Insert(RowSource rows, string otherwise, List<int>? left, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        var schema = rows.Schema;
        using var mutex = database.Hold();
        var exact = schema.Columns.Select(column => column.Type == ColumnType.Decimal && SqliteDialect.Instance.TypeOf(schema, column) == "TEXT").ToArray();
        var sink = new SqliteBindSink(database, database.Prepare(Statement(schema) + otherwise), _memory, exact, BatchRows, left);
        var taken = 0L;
        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = rows.WriteTo(ref sink);
            taken += sink.TakenRows;
            progress?.Report(new BatchProgress(sink.Rows, sink.Bytes));
            sink.Clear();
        }

        return taken;
    }

    public void Dispose() => _memory.Dispose();

    private static string Statement(TableSchema table)
    {
        var columns = table.Columns.Select(column => SqliteDialect.Instance.Quote(column.Name));
        return $"INSERT INTO {SqliteDialect.Instance.QuoteTable(table)} ({string.Join(", ", columns)}) "
            + $"VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})";
    }
}
