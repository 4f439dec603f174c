using System.Data.SqlTypes;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>Reads a table into a sink, each value by the type that the database has.</summary>
internal sealed class SqlServerReader(SqlDataReader reader, TableSchema table)
{
    private readonly string[] _types = [.. Enumerable.Range(0, table.Columns.Length).Select(ordinal => reader.GetDataTypeName(ordinal).ToLowerInvariant())];
    private readonly StoredValueConverter _values = new(table);

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
    }

    private void Value<TSink>(int ordinal, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_types[ordinal])
        {
            case "bit": _values.Boolean(ordinal, reader.GetBoolean(ordinal), ref sink); break;
            case "tinyint": _values.Integer(ordinal, reader.GetByte(ordinal), ref sink); break;
            case "smallint": _values.Integer(ordinal, reader.GetInt16(ordinal), ref sink); break;
            case "int": _values.Integer(ordinal, reader.GetInt32(ordinal), ref sink); break;
            case "bigint": _values.Integer(ordinal, reader.GetInt64(ordinal), ref sink); break;
            case "real": _values.Single(ordinal, reader.GetFloat(ordinal), ref sink); break;
            case "float": _values.Double(ordinal, reader.GetDouble(ordinal), ref sink); break;
            case "decimal" or "numeric": Decimal(ordinal, reader.GetSqlDecimal(ordinal), ref sink); break;
            case "money" or "smallmoney": Decimal(ordinal, reader.GetSqlMoney(ordinal).ToSqlDecimal(), ref sink); break;
            case "date" or "datetime2" or "datetime" or "smalldatetime": Timestamp(ordinal, reader.GetDateTime(ordinal), ref sink); break;
            case "datetimeoffset": Timestamp(ordinal, reader.GetDateTimeOffset(ordinal).UtcDateTime, ref sink); break;
            case "time": _values.Time(ordinal, Canonical.FromTimeSpan(reader.GetTimeSpan(ordinal)), ref sink); break;
            case "uniqueidentifier": _values.Uuid(ordinal, reader.GetGuid(ordinal), ref sink); break;
            case "binary" or "varbinary" or "image": _values.Binary(ordinal, reader.GetFieldValue<byte[]>(ordinal), ref sink); break;
            case "nvarchar" or "varchar" or "nchar" or "char" or "ntext" or "text" or "xml": _values.Text(ordinal, reader.GetString(ordinal), ref sink); break;
            default: _values.Text(ordinal, Convert.ToString(reader.GetValue(ordinal), CultureInfo.InvariantCulture)!, ref sink); break;
        }
    }

    private void Decimal<TSink>(int ordinal, SqlDecimal value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        Span<uint> words = stackalloc uint[4];
        var count = value.WriteTdsValue(words);
        UInt128 magnitude = 0;
        for (var word = count - 1; word >= 0; word--)
            magnitude = (magnitude << 32) | words[word];
        _values.Decimal(ordinal, value.IsPositive ? (Int128)magnitude : -(Int128)magnitude, value.Scale, ref sink);
    }

    private void Timestamp<TSink>(int ordinal, DateTime value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        // Unspecified is UTC here. What is finer than a microsecond the model never made.
        var ticks = value.Ticks - DateTime.UnixEpoch.Ticks;
        if (ticks % TimeSpan.TicksPerMicrosecond == 0)
            _values.Timestamp(ordinal, ticks / TimeSpan.TicksPerMicrosecond, ref sink);
        else
            _values.Text(ordinal, value.ToString("O", CultureInfo.InvariantCulture), ref sink);
    }
}
