using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>
/// Gives values in text form to a sink, as the types of their columns. One that is no value of the column's type goes to the sink as text, and so
/// makes a difference that verify shows.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="isoDurations">Whether spans are as ISO 8601 has them and binary is base64, as in JSON; else as SQL, and hexadecimal.</param>
internal sealed class TextValues(TableSchema table, bool isoDurations)
{
    private byte[] _bytes = new byte[256];

    public void Emit<TSink>(int ordinal, ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var column = table.Columns[ordinal];
        switch (column.Type)
        {
            case ColumnType.Boolean when text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8):
                sink.Boolean(ordinal, text.Length == 4);
                break;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 when Utf8Parser.TryParse(text, out short small, out var used) && used == text.Length:
                sink.Int16(ordinal, small);
                break;
            case ColumnType.UInt16 or ColumnType.Int32 when Utf8Parser.TryParse(text, out int middle, out var used) && used == text.Length:
                sink.Int32(ordinal, middle);
                break;
            case ColumnType.UInt32 or ColumnType.Int64 when Utf8Parser.TryParse(text, out long large, out var used) && used == text.Length:
                sink.Int64(ordinal, large);
                break;
            case ColumnType.UInt64 when Utf8Parser.TryParse(text, out ulong largest, out var used) && used == text.Length:
                sink.UInt64(ordinal, largest);
                break;
            case ColumnType.Single when float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single):
                sink.Single(ordinal, single);
                break;
            case ColumnType.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                sink.Double(ordinal, number);
                break;
            case ColumnType.Decimal when Utf8Parse.TryDecimal(text, column.Scale, out var unscaled):
                sink.Decimal(ordinal, unscaled, column.Scale);
                break;
            case ColumnType.Date when Utf8Parse.TryDate(text, out var days):
                sink.Date(ordinal, days);
                break;
            case ColumnType.Time when Utf8Parse.TryTime(text, out var time):
                sink.Time(ordinal, time);
                break;
            case ColumnType.Duration when isoDurations ? Utf8Parse.TryIsoDuration(text, out var span) : Utf8Parse.TryDuration(text, out span):
                sink.Duration(ordinal, span);
                break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset when Utf8Parse.TryTimestamp(text, out var timestamp):
                sink.Timestamp(ordinal, timestamp);
                break;
            case ColumnType.Uuid when Utf8Parser.TryParse(text, out Guid uuid, out var used) && used == text.Length:
                sink.Uuid(ordinal, uuid);
                break;
            case ColumnType.Binary when TryBinary(text, out var length):
                sink.Binary(ordinal, _bytes.AsSpan(0, length));
                break;
            default:
                sink.Utf8(ordinal, text);
                break;
        }
    }

    private bool TryBinary(ReadOnlySpan<byte> text, out int length)
    {
        if (_bytes.Length < text.Length)
            _bytes = new byte[text.Length * 2];
        if (isoDurations)
            return Base64.DecodeFromUtf8(text, _bytes, out _, out length) == OperationStatus.Done;

        length = 0;
        return text.StartsWith("\\x"u8) && Convert.FromHexString(text[2..], _bytes, out _, out length) == OperationStatus.Done;
    }
}
