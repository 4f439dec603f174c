using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

// From what the database holds to what the model's column holds. They differ where [Column(TypeName = …)] asks for it.
internal sealed partial class CopyBinaryDecoder
{
    private void Boolean<TSink>(int ordinal, bool value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        if (_columns[ordinal] == ColumnType.Boolean)
            sink.Boolean(ordinal, value);
        else
            Integer(ordinal, value ? 1 : 0, ref sink);
    }

    private void Integer<TSink>(int ordinal, long value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_columns[ordinal])
        {
            case ColumnType.Boolean when value is 0 or 1: sink.Boolean(ordinal, value != 0); break;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 when value == (short)value: sink.Int16(ordinal, (short)value); break;
            case ColumnType.UInt16 or ColumnType.Int32 when value == (int)value: sink.Int32(ordinal, (int)value); break;
            case ColumnType.UInt32 or ColumnType.Int64: sink.Int64(ordinal, value); break;
            case ColumnType.UInt64 when value >= 0: sink.UInt64(ordinal, (ulong)value); break;
            case ColumnType.Decimal: sink.Decimal(ordinal, value * PowerOfTen(_scales[ordinal]), _scales[ordinal]); break;
            case ColumnType.Single: sink.Single(ordinal, value); break;
            case ColumnType.Double: sink.Double(ordinal, value); break;
            case ColumnType.Duration: sink.Duration(ordinal, value); break;
            default: Stranger(ordinal, value, ref sink); break;
        }
    }

    private void Single<TSink>(int ordinal, float value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_columns[ordinal])
        {
            case ColumnType.Single: sink.Single(ordinal, value); break;
            case ColumnType.Double: sink.Double(ordinal, value); break;
            default: Number(ordinal, value.ToString(CultureInfo.InvariantCulture), ref sink); break;
        }
    }

    private void Double<TSink>(int ordinal, double value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_columns[ordinal])
        {
            case ColumnType.Double: sink.Double(ordinal, value); break;
            case ColumnType.Single when (float)value == value: sink.Single(ordinal, (float)value); break;
            default: Number(ordinal, value.ToString(CultureInfo.InvariantCulture), ref sink); break;
        }
    }

    private void Numeric<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var scale = _scales[ordinal];
        var type = _columns[ordinal];
        if (type is ColumnType.Single or ColumnType.Double || !PostgreSqlNumeric.TryRead(value, scale, out var unscaled))
            Number(ordinal, PostgreSqlNumeric.ToText(value), ref sink);
        else if (type == ColumnType.Decimal)
            sink.Decimal(ordinal, unscaled, scale);
        else if (type == ColumnType.UInt64 && unscaled >= 0 && unscaled <= ulong.MaxValue)
            sink.UInt64(ordinal, (ulong)unscaled);
        else if (unscaled >= long.MinValue && unscaled <= long.MaxValue)
            Integer(ordinal, (long)unscaled, ref sink);
        else
            Stranger(ordinal, unscaled, ref sink);
    }

    // A number in another kind's column, by its digits.
    private void Number<TSink>(int ordinal, string digits, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_columns[ordinal])
        {
            case ColumnType.Single when float.TryParse(digits, CultureInfo.InvariantCulture, out var value): sink.Single(ordinal, value); break;
            case ColumnType.Double when double.TryParse(digits, CultureInfo.InvariantCulture, out var value): sink.Double(ordinal, value); break;
            case ColumnType.Decimal when PostgreSqlNumeric.TryParse(digits, _scales[ordinal], out var unscaled): sink.Decimal(ordinal, unscaled, _scales[ordinal]); break;
            case ColumnType.UInt64 when ulong.TryParse(digits, CultureInfo.InvariantCulture, out var value): sink.UInt64(ordinal, value); break;
            case not (ColumnType.Single or ColumnType.Double or ColumnType.Decimal or ColumnType.UInt64)
                when long.TryParse(digits, CultureInfo.InvariantCulture, out var value):
                Integer(ordinal, value, ref sink);
                break;
            default: Stranger(ordinal, digits, ref sink); break;
        }
    }

    private void Text<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        if (_columns[ordinal] == ColumnType.Text)
        {
            sink.Utf8(ordinal, value);
            return;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var text = Encoding.UTF8.GetString(value);
        switch (_columns[ordinal])
        {
            case ColumnType.Boolean when bool.TryParse(text, out var boolean): sink.Boolean(ordinal, boolean); break;
            case ColumnType.Uuid when Guid.TryParse(text, out var uuid): sink.Uuid(ordinal, uuid); break;
            case ColumnType.Date when DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var date): sink.Date(ordinal, Canonical.FromDate(date)); break;
            case ColumnType.Time when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time): sink.Time(ordinal, Canonical.FromTime(time)); break;
            case ColumnType.Duration when TryParseDuration(text, out var duration): sink.Duration(ordinal, duration); break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset when DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var timestamp):
                sink.Timestamp(ordinal, Canonical.FromDateTime(timestamp));
                break;
            case ColumnType.Date or ColumnType.Time or ColumnType.Duration or ColumnType.Timestamp or ColumnType.TimestampOffset or ColumnType.Uuid or ColumnType.Binary:
                sink.Utf8(ordinal, value);
                break;
            default: Number(ordinal, text, ref sink); break;
        }
    }

    private void Date<TSink>(int ordinal, int daysSince2000, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var days = (long)daysSince2000 + DaysTo2000;
        switch (_columns[ordinal])
        {
            case ColumnType.Date when days == (int)days: sink.Date(ordinal, (int)days); break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset: sink.Timestamp(ordinal, days * TimeSpan.MicrosecondsPerDay); break;
            default: Stranger(ordinal, days, ref sink); break;
        }
    }

    private void Timestamp<TSink>(int ordinal, long microsecondsSince2000, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var microseconds = unchecked(microsecondsSince2000 + MicrosecondsTo2000);
        switch (_columns[ordinal])
        {
            case ColumnType.Timestamp or ColumnType.TimestampOffset when microsecondsSince2000 is not (long.MinValue or long.MaxValue):
                sink.Timestamp(ordinal, microseconds);
                break;
            case ColumnType.Date when microseconds % TimeSpan.MicrosecondsPerDay == 0:
                sink.Date(ordinal, Canonical.DaysOf(microseconds));
                break;
            default: Stranger(ordinal, microsecondsSince2000, ref sink); break;
        }
    }

    private void Interval<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var microseconds = (Int128)BinaryPrimitives.ReadInt64BigEndian(value) + (BinaryPrimitives.ReadInt32BigEndian(value[8..]) * (Int128)TimeSpan.MicrosecondsPerDay);
        var months = BinaryPrimitives.ReadInt32BigEndian(value[12..]);

        // A month is no span of time: how long it is depends on where it stands.
        if (months == 0 && microseconds >= long.MinValue && microseconds <= long.MaxValue)
            Span(ordinal, (long)microseconds, ref sink);
        else
            Stranger(ordinal, $"{months} months {microseconds} µs", ref sink);
    }

    private void Span<TSink>(int ordinal, long microseconds, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_columns[ordinal])
        {
            case ColumnType.Time: sink.Time(ordinal, microseconds); break;
            case ColumnType.Duration: sink.Duration(ordinal, microseconds); break;
            default: Stranger(ordinal, microseconds, ref sink); break;
        }
    }

    private void Uuid<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var uuid = new Guid(value, bigEndian: true);
        if (_columns[ordinal] == ColumnType.Uuid)
            sink.Uuid(ordinal, uuid);
        else
            Stranger(ordinal, uuid, ref sink);
    }

    // [-]h:mm:ss.ffffff, where hours may be any number: TimeSpan's own formats count days.
    private static bool TryParseDuration(string text, out long microseconds)
    {
        microseconds = 0;
        var parts = text.TrimStart('-').Split(':');
        if (parts.Length != 3 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var hours)
            || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var minutes) || !PostgreSqlNumeric.TryParse(parts[2], 6, out var seconds))
            return false;

        var magnitude = (((((Int128)hours * 60) + minutes) * 60) * 1_000_000) + seconds;
        if (magnitude > long.MaxValue)
            return false;
        microseconds = (long)(text.StartsWith('-') ? -magnitude : magnitude);
        return true;
    }

    private static void Stranger<TSink, TValue>(int ordinal, TValue value, ref TSink sink)
        where TSink : struct, IRowSink =>
        sink.Utf8(ordinal, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{value}")));

    private static Int128 PowerOfTen(int exponent)
    {
        var power = Int128.One;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }
}
