using System.Buffers.Text;
using System.Globalization;
using System.Text;
using StellarForge.Schema;

namespace StellarForge.Sinks;

public sealed partial class StoredValueConverter
{
    /// <summary>Text: of a text column the value itself, of any other the value that it spells, in the forms of <see cref="Utf8Format"/> and SQL.</summary>
    public void Text<TSink>(int ordinal, scoped ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (_types[ordinal])
        {
            case ColumnType.Boolean when text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8):
                sink.Boolean(ordinal, text.Length == 4);
                break;
            case ColumnType.UInt64 when Utf8Parser.TryParse(text, out ulong number, out var used) && used == text.Length:
                sink.UInt64(ordinal, number);
                break;
            case >= ColumnType.Boolean and < ColumnType.UInt64 when Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length:
                Integer(ordinal, number, ref sink);
                break;
            case ColumnType.Single when float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                sink.Single(ordinal, number);
                break;
            case ColumnType.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                sink.Double(ordinal, number);
                break;
            case ColumnType.Decimal when Utf8Parse.TryDecimal(text, _scales[ordinal], out var unscaled):
                sink.Decimal(ordinal, unscaled, _scales[ordinal]);
                break;
            case ColumnType.Date when Utf8Parse.TryDate(text, out var days):
                sink.Date(ordinal, days);
                break;
            case ColumnType.Time when Utf8Parse.TryTime(text, out var time):
                sink.Time(ordinal, time);
                break;
            case ColumnType.Duration
                when Utf8Parse.TryDuration(text, out var span) || Utf8Parse.TryIsoDuration(text, out span) || Utf8Parse.TrySpan(text, out span):
                sink.Duration(ordinal, span);
                break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset when Utf8Parse.TryTimestamp(text, out var timestamp):
                sink.Timestamp(ordinal, timestamp);
                break;
            case ColumnType.Uuid when Utf8Parser.TryParse(text, out Guid uuid, out var used) && used == text.Length:
                sink.Uuid(ordinal, uuid);
                break;
            default:
                sink.Utf8(ordinal, text);
                break;
        }
    }

    /// <inheritdoc cref="Text{TSink}(int, ReadOnlySpan{byte}, ref TSink)"/>
    public void Text<TSink>(int ordinal, string text, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(text);
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length < longest)
            _utf8 = new byte[2 * longest];
        Text(ordinal, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, _utf8)), ref sink);
    }
}
