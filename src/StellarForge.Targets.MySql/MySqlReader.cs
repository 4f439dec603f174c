using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>Reads a table through the driver into a sink. A value that is none of its column's type goes to the sink as text, and so makes a difference that verify shows.</summary>
internal static class MySqlReader
{
    // Between looks at cancellation.
    private const int BatchRows = 8_192;

    public static async Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        await using var command = connection.Command($"SELECT {string.Join(", ", table.Columns.Select(Expression))} FROM {MySqlDialect.Instance.QuoteTable(table)}");
        await using var reader = (MySqlDataReader)await command.ExecuteReaderAsync(cancellationToken);
        for (var count = 1; await reader.ReadAsync(cancellationToken); count++)
        {
            ReadRow(reader, table, ref sink.Value!);
            if (count % BatchRows == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // The drivers have no type, or several, for these; the server's text of them is exact.
    private static string Expression(ColumnSchema column) => column.Type is ColumnType.Decimal or ColumnType.UInt64 or ColumnType.Uuid
        ? $"CAST({MySqlDialect.Instance.Quote(column.Name)} AS CHAR)"
        : MySqlDialect.Instance.Quote(column.Name);

    private static void ReadRow<TSink>(MySqlDataReader row, TableSchema table, ref TSink sink)
        where TSink : struct, IRowSink
    {
        sink.BeginRow();
        for (var ordinal = 0; ordinal < table.Columns.Length; ordinal++)
        {
            if (row.IsDBNull(ordinal))
                sink.Null(ordinal);
            else
                ReadValue(row, ordinal, table.Columns[ordinal], ref sink);
        }

        sink.EndRow();
    }

    private static void ReadValue<TSink>(MySqlDataReader row, int ordinal, ColumnSchema column, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (column.Type)
        {
            case ColumnType.Boolean when row.GetInt64(ordinal) is 0 or 1:
                sink.Boolean(ordinal, row.GetInt64(ordinal) == 1);
                break;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 when row.GetInt64(ordinal) is >= short.MinValue and <= short.MaxValue:
                sink.Int16(ordinal, (short)row.GetInt64(ordinal));
                break;
            case ColumnType.UInt16 or ColumnType.Int32 when row.GetInt64(ordinal) is >= int.MinValue and <= int.MaxValue:
                sink.Int32(ordinal, (int)row.GetInt64(ordinal));
                break;
            case <= ColumnType.Int64:
                sink.Int64(ordinal, row.GetInt64(ordinal));
                break;
            case ColumnType.Single when row.GetDouble(ordinal) is var real && (real == (float)real || double.IsNaN(real)):
                sink.Single(ordinal, (float)real);
                break;
            case ColumnType.Single or ColumnType.Double:
                sink.Double(ordinal, row.GetDouble(ordinal));
                break;
            case ColumnType.Date:
                sink.Date(ordinal, Canonical.FromDate(DateOnly.FromDateTime(row.GetDateTime(ordinal))));
                break;
            case ColumnType.Time:
                sink.Time(ordinal, row.GetTimeSpan(ordinal).Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case ColumnType.Duration:
                sink.Duration(ordinal, row.GetTimeSpan(ordinal).Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset:
                sink.Timestamp(ordinal, Canonical.FromDateTime(DateTime.SpecifyKind(row.GetDateTime(ordinal), DateTimeKind.Utc)));
                break;
            case ColumnType.Binary:
                sink.Binary(ordinal, row.GetFieldValue<byte[]>(ordinal));
                break;
            default:
                ReadText(row.GetString(ordinal), ordinal, column, ref sink);
                break;
        }
    }

    private static void ReadText<TSink>(string value, int ordinal, ColumnSchema column, ref TSink sink)
        where TSink : struct, IRowSink
    {
        // Most texts are short.
        const int Short = 512;
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        var text = length <= Short ? stackalloc byte[Short] : new byte[length];
        text = text[..Encoding.UTF8.GetBytes(value, text)];
        switch (column.Type)
        {
            case ColumnType.Decimal when Utf8Parse.TryDecimal(text, column.Scale, out var unscaled):
                sink.Decimal(ordinal, unscaled, column.Scale);
                break;
            case ColumnType.UInt64 when Utf8Parser.TryParse(text, out ulong number, out var consumed) && consumed == text.Length:
                sink.UInt64(ordinal, number);
                break;
            case ColumnType.Uuid when Utf8Parser.TryParse(text, out Guid uuid, out var consumed) && consumed == text.Length:
                sink.Uuid(ordinal, uuid);
                break;
            default:
                sink.Utf8(ordinal, text);
                break;
        }
    }
}
