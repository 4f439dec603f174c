using System.Buffers;
using System.Data.SqlTypes;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.SqlClient;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>
/// Reads a table into a sink, each value by the type that the database has. A value that the model can't hold reaches the sink as
/// text: it then differs from every value of the model, and a person can read it.
/// </summary>
internal sealed class SqlServerReader(SqlDataReader reader, TableSchema table)
{
    private readonly string[] _types = [.. Enumerable.Range(0, table.Columns.Length).Select(ordinal => reader.GetDataTypeName(ordinal).ToLowerInvariant())];
    private byte[] _utf8 = ArrayPool<byte>.Shared.Rent(1 << 12);

    public static async Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        var columns = string.Join(", ", table.Columns.Select(column => SqlServerDialect.Instance.Quote(column.Name)));
        await using var command = connection.Command($"SELECT {columns} FROM {SqlServerDialect.Instance.QuoteTable(table)}");
        await using var reader = (SqlDataReader)await command.ExecuteReaderAsync(cancellationToken);

        // Row by row synchronously: the driver's asynchronous reading makes a task of each row.
        await Task.Run(() => new SqlServerReader(reader, table).ReadAll(ref sink.Value, cancellationToken), cancellationToken);
    }

    private void ReadAll<TSink>(ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            sink.BeginRow();
            for (var ordinal = 0; ordinal < _types.Length; ordinal++)
            {
                if (reader.IsDBNull(ordinal))
                    sink.Null(ordinal);
                else
                    Value(ordinal, ref sink);
            }

            sink.EndRow();
        }

        ArrayPool<byte>.Shared.Return(_utf8);
    }

    private void Value<TSink>(int ordinal, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var type = table.Columns[ordinal].Type;
        switch (_types[ordinal])
        {
            case "bit" when type == ColumnType.Boolean: sink.Boolean(ordinal, reader.GetBoolean(ordinal)); break;
            case "bit": Integer(ordinal, reader.GetBoolean(ordinal) ? 1 : 0, ref sink); break;
            case "tinyint": Integer(ordinal, reader.GetByte(ordinal), ref sink); break;
            case "smallint": Integer(ordinal, reader.GetInt16(ordinal), ref sink); break;
            case "int": Integer(ordinal, reader.GetInt32(ordinal), ref sink); break;
            case "bigint": Integer(ordinal, reader.GetInt64(ordinal), ref sink); break;
            case "real" when type == ColumnType.Single: sink.Single(ordinal, reader.GetFloat(ordinal)); break;
            case "real" when type == ColumnType.Double: sink.Double(ordinal, reader.GetFloat(ordinal)); break;
            case "float" when type == ColumnType.Double: sink.Double(ordinal, reader.GetDouble(ordinal)); break;
            case "float" when type == ColumnType.Single && reader.GetDouble(ordinal) is var value && (float)value == value: sink.Single(ordinal, (float)value); break;
            case "decimal" or "numeric": Decimal(ordinal, reader.GetSqlDecimal(ordinal), ref sink); break;
            case "money" or "smallmoney": Decimal(ordinal, reader.GetSqlMoney(ordinal).ToSqlDecimal(), ref sink); break;
            case "date" or "datetime2" or "datetime" or "smalldatetime": Timestamp(ordinal, reader.GetDateTime(ordinal), ref sink); break;
            case "datetimeoffset": Timestamp(ordinal, reader.GetDateTimeOffset(ordinal).UtcDateTime, ref sink); break;
            case "time" when type == ColumnType.Time: sink.Time(ordinal, Canonical.FromTimeSpan(reader.GetTimeSpan(ordinal))); break;
            case "time" when type == ColumnType.Duration: sink.Duration(ordinal, Canonical.FromTimeSpan(reader.GetTimeSpan(ordinal))); break;
            case "uniqueidentifier" when type == ColumnType.Uuid: sink.Uuid(ordinal, reader.GetGuid(ordinal)); break;
            case "binary" or "varbinary" or "image" when type == ColumnType.Binary: sink.Binary(ordinal, reader.GetFieldValue<byte[]>(ordinal)); break;
            case "nvarchar" or "varchar" or "nchar" or "char" or "ntext" or "text" or "xml": Text(ordinal, reader.GetString(ordinal), ref sink); break;
            default: Text(ordinal, Convert.ToString(reader.GetValue(ordinal), CultureInfo.InvariantCulture)!, ref sink); break;
        }
    }

    private void Integer<TSink>(int ordinal, long value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (table.Columns[ordinal].Type)
        {
            case ColumnType.Boolean when value is 0 or 1: sink.Boolean(ordinal, value != 0); break;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 when value == (short)value: sink.Int16(ordinal, (short)value); break;
            case ColumnType.UInt16 or ColumnType.Int32 when value == (int)value: sink.Int32(ordinal, (int)value); break;
            case ColumnType.UInt32 or ColumnType.Int64: sink.Int64(ordinal, value); break;
            case ColumnType.UInt64 when value >= 0: sink.UInt64(ordinal, (ulong)value); break;
            case ColumnType.Decimal: Decimal(ordinal, new SqlDecimal(value), ref sink); break;
            case ColumnType.Single: sink.Single(ordinal, value); break;
            case ColumnType.Double: sink.Double(ordinal, value); break;
            case ColumnType.Duration: sink.Duration(ordinal, value); break;
            default: Text(ordinal, value.ToString(CultureInfo.InvariantCulture), ref sink); break;
        }
    }

    private void Decimal<TSink>(int ordinal, SqlDecimal value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var column = table.Columns[ordinal];
        var scale = column.Type == ColumnType.Decimal ? column.Scale : 0;
        if (column.Type is ColumnType.Single or ColumnType.Double)
            Real(ordinal, value.ToDouble(), ref sink);
        else if (!TryUnscale(value, scale, out var unscaled))
            Text(ordinal, value.ToString(), ref sink);
        else if (column.Type == ColumnType.Decimal)
            sink.Decimal(ordinal, unscaled, scale);
        else if (column.Type == ColumnType.UInt64 && unscaled >= 0 && unscaled <= ulong.MaxValue)
            sink.UInt64(ordinal, (ulong)unscaled);
        else if (unscaled >= long.MinValue && unscaled <= long.MaxValue)
            Integer(ordinal, (long)unscaled, ref sink);
        else
            Text(ordinal, value.ToString(), ref sink);
    }

    private void Real<TSink>(int ordinal, double value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        if (table.Columns[ordinal].Type == ColumnType.Single)
            sink.Single(ordinal, (float)value);
        else
            sink.Double(ordinal, value);
    }

    private void Timestamp<TSink>(int ordinal, DateTime value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        // Unspecified is UTC here. What is finer than a microsecond the model never made.
        var whole = value.Ticks % TimeSpan.TicksPerMicrosecond == 0;
        var microseconds = (value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        switch (table.Columns[ordinal].Type)
        {
            case ColumnType.Timestamp or ColumnType.TimestampOffset when whole: sink.Timestamp(ordinal, microseconds); break;
            case ColumnType.Date when value.TimeOfDay == TimeSpan.Zero: sink.Date(ordinal, Canonical.FromDate(DateOnly.FromDateTime(value))); break;
            default: Text(ordinal, value.ToString("O", CultureInfo.InvariantCulture), ref sink); break;
        }
    }

    private void Text<TSink>(int ordinal, string value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        if (_utf8.Length < Encoding.UTF8.GetMaxByteCount(value.Length))
        {
            ArrayPool<byte>.Shared.Return(_utf8);
            _utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        }

        sink.Utf8(ordinal, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
    }

    private static bool TryUnscale(SqlDecimal value, int scale, out Int128 unscaled)
    {
        Span<uint> words = stackalloc uint[4];
        var count = value.WriteTdsValue(words);
        UInt128 magnitude = 0;
        for (var word = count - 1; word >= 0; word--)
            magnitude = (magnitude << 32) | words[word];
        unscaled = (Int128)magnitude;
        for (var digits = value.Scale; digits < scale; digits++)
        {
            if (unscaled > Int128.MaxValue / 10)
                return false;
            unscaled *= 10;
        }

        for (var digits = value.Scale; digits > scale; digits--)
        {
            if (unscaled % 10 != 0)
                return false;
            unscaled /= 10;
        }

        if (!value.IsPositive)
            unscaled = -unscaled;
        return true;
    }
}
