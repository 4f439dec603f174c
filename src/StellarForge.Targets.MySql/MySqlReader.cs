using System.Runtime.CompilerServices;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>Reads a table through the driver into a sink.</summary>
internal static class MySqlReader
{
    // Between looks at cancellation.
    private const int BatchRows = 8_192;

    public static async Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        var columns = string.Join(", ", table.Columns.Select(Expression));
        await using var command = connection.Command($"SELECT {columns} FROM {MySqlDialect.Instance.QuoteTable(table)}");
        await using var reader = (MySqlDataReader)await command.ExecuteReaderAsync(cancellationToken);
        var values = new StoredValueConverter(table);
        for (var count = 1; await reader.ReadAsync(cancellationToken); count++)
        {
            ReadRow(reader, table, values, ref sink.Value!);
            if (count % BatchRows == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // The drivers have no type, or several, for these; the server's text of them is exact.
    private static string Expression(ColumnSchema column) => column.Type is ColumnType.Decimal or ColumnType.UInt64 or ColumnType.Uuid
        ? $"CAST({MySqlDialect.Instance.Quote(column.Name)} AS CHAR)"
        : MySqlDialect.Instance.Quote(column.Name);

    private static void ReadRow<TSink>(MySqlDataReader row, TableSchema table, StoredValueConverter values, ref TSink sink)
        where TSink : struct, IRowSink
    {
        sink.BeginRow();
        for (var ordinal = 0; ordinal < table.Columns.Length; ordinal++)
        {
            if (row.IsDBNull(ordinal))
                sink.Null(ordinal);
            else
                ReadValue(row, ordinal, table.Columns[ordinal].Type, values, ref sink);
        }

        sink.EndRow();
    }

    private static void ReadValue<TSink>(MySqlDataReader row, int ordinal, ColumnType type, StoredValueConverter values, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (type)
        {
            case <= ColumnType.Int64:
                values.Integer(ordinal, row.GetInt64(ordinal), ref sink);
                break;
            case ColumnType.Single or ColumnType.Double:
                values.Double(ordinal, row.GetDouble(ordinal), ref sink);
                break;
            case ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampOffset:
                values.Timestamp(ordinal, Canonical.FromDateTime(DateTime.SpecifyKind(row.GetDateTime(ordinal), DateTimeKind.Utc)), ref sink);
                break;
            case ColumnType.Time or ColumnType.Duration:
                values.Time(ordinal, Canonical.FromTimeSpan(row.GetTimeSpan(ordinal)), ref sink);
                break;
            case ColumnType.Binary:
                values.Binary(ordinal, row.GetFieldValue<byte[]>(ordinal), ref sink);
                break;
            default:
                values.Text(ordinal, row.GetString(ordinal), ref sink);
                break;
        }
    }
}
