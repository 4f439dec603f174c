using System.Buffers.Text;
using StellarForge.Sinks;
using StellarForge.Targets.Sqlite.Native;
using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// Gives the rows of a query to a sink. SQLite keeps any value in any column, so each is taken as what it is; one that is no value of the column's
/// type goes to the sink as it is, and so makes a difference that verify shows.
/// </summary>
internal sealed unsafe class SqliteReader(TableSchema table)
{
    /// <summary>Reads the row that the statement is at.</summary>
    public void Read<TSink>(SqliteStatement row, ref TSink sink)
        where TSink : struct, IRowSink
    {
        sink.BeginRow();
        for (var ordinal = 0; ordinal < table.Columns.Length; ordinal++)
        {
            switch (ColumnType(row.Handle, ordinal))
            {
                case TypeInteger:
                    Integer(ordinal, ColumnInt64(row.Handle, ordinal), ref sink);
                    break;
                case TypeFloat:
                    Float(ordinal, ColumnDouble(row.Handle, ordinal), ref sink);
                    break;
                case TypeText:
                    Text(ordinal, row.Bytes(ordinal), ref sink);
                    break;
                case TypeBlob when table.Columns[ordinal].Type == ColumnType.Decimal:
                    Text(ordinal, row.Bytes(ordinal), ref sink);
                    break;
                case TypeBlob:
                    sink.Binary(ordinal, row.Bytes(ordinal));
                    break;
                default:
                    sink.Null(ordinal);
                    break;
            }
        }

        sink.EndRow();
    }

    private void Integer<TSink>(int ordinal, long value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var column = table.Columns[ordinal];
        switch (column.Type)
        {
            case ColumnType.Boolean when value is 0 or 1:
                sink.Boolean(ordinal, value == 1);
                break;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 when value == (short)value:
                sink.Int16(ordinal, (short)value);
                break;
            case ColumnType.UInt16 or ColumnType.Int32 when value == (int)value:
                sink.Int32(ordinal, (int)value);
                break;
            case ColumnType.UInt64 when value >= 0:
                sink.UInt64(ordinal, (ulong)value);
                break;
            case ColumnType.Single:
                sink.Single(ordinal, value);
                break;
            case ColumnType.Double:
                sink.Double(ordinal, value);
                break;
            case ColumnType.Decimal:
                sink.Decimal(ordinal, value * Power(column.Scale), column.Scale);
                break;
            default:
                sink.Int64(ordinal, value);
                break;
        }
    }

    private void Float<TSink>(int ordinal, double value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var column = table.Columns[ordinal];
        if (column.Type == ColumnType.Single && value == (float)value)
        {
            sink.Single(ordinal, (float)value);
        }
        else if (column.Type == ColumnType.Decimal && TryUnscale(value, column.Scale, out var unscaled))
        {
            sink.Decimal(ordinal, unscaled, column.Scale);
        }
        else
        {
            sink.Double(ordinal, value);
        }
    }

    private void Text<TSink>(int ordinal, ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var column = table.Columns[ordinal];
        switch (column.Type)
        {
            case ColumnType.Date when Utf8Parse.TryDate(text, out var days):
                sink.Date(ordinal, days);
                break;
            case ColumnType.Time when Utf8Parse.TryTime(text, out var time):
                sink.Time(ordinal, time);
                break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset when Utf8Parse.TryTimestamp(text, out var timestamp):
                sink.Timestamp(ordinal, timestamp);
                break;
            case ColumnType.Duration when Utf8Parse.TrySpan(text, out var duration):
                sink.Duration(ordinal, duration);
                break;
            case ColumnType.Uuid when Utf8Parser.TryParse(text, out Guid uuid, out var consumed) && consumed == text.Length:
                sink.Uuid(ordinal, uuid);
                break;
            case ColumnType.Decimal when Utf8Parse.TryDecimal(text, column.Scale, out var unscaled):
                sink.Decimal(ordinal, unscaled, column.Scale);
                break;
            case ColumnType.UInt64 when Utf8Parser.TryParse(text, out ulong number, out var consumed) && consumed == text.Length:
                sink.UInt64(ordinal, number);
                break;
            case >= ColumnType.Boolean and <= ColumnType.Int64 when Utf8Parser.TryParse(text, out long number, out var consumed) && consumed == text.Length:
                Integer(ordinal, number, ref sink);
                break;
            default:
                sink.Utf8(ordinal, text);
                break;
        }
    }

    // The decimal of at most fifteen digits whose nearest double it is.
    private static bool TryUnscale(double value, int scale, out Int128 unscaled)
    {
        var powers = SqliteBindSink.PowersOfTen;
        var own = Math.Min(scale, powers.Length - 1);
        while (own > 0 && Math.Abs(value) * powers[own] > 1e15)
            own--;
        var digits = Math.Abs(value) <= 1e15 ? (long)Math.Round(value * powers[own]) : 0;
        unscaled = digits * Power(scale - own);
        return digits / powers[own] == value;
    }

    private static Int128 Power(int scale)
    {
        Int128 power = 1;
        for (; scale > 0; scale--)
            power *= 10;
        return power;
    }
}
