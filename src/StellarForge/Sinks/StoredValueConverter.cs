using System.Globalization;
using System.Text;
using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>
/// Gives values as a store has them to a sink, by the call of their column's type. A store's type need not be the column's own: an integer may stand in a
/// decimal column, a time in one of text. A value that the column can't hold reaches the sink as text: it then differs from every
/// value of the model, and a person can read it.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
/// <param name="schema">The table.</param>
public sealed partial class StoredValueConverter(TableSchema schema)
{
    // Exact doubles.
    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    // What 64 bits hold without rounding in a double, in decimal digits.
    private const double LargestExact = 1e15;

    private readonly ColumnType[] _types = [.. schema.Columns.Select(column => column.Type)];
    private readonly int[] _scales = [.. schema.Columns.Select(column => column.Type == ColumnType.Decimal ? column.Scale : 0)];
    private byte[] _utf8 = new byte[256];

    /// <summary>Refuses a null that a column does not take. A null that it does take is given to the sink itself.</summary>
    /// <remarks>
    /// For decoders of files and streams, which end in sinks that have no place for such a null. A reader of a database does not ask: a null in a column
    /// that lost its NOT NULL is a difference, which it has to show.
    /// </remarks>
    /// <param name="ordinal">The column.</param>
    /// <param name="row">The row's number, from 1.</param>
    /// <exception cref="FormatException">The column takes no null.</exception>
    public void CheckNull(int ordinal, long row)
    {
        var column = schema.Columns[ordinal];
        if (!column.IsNullable)
            throw new FormatException($"Row {row} has no value for {column.Name}, a column of the table {schema} that takes no null.");
    }

    /// <summary>True or false.</summary>
    public void Boolean<TSink>(int ordinal, bool value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_types[ordinal] == ColumnType.Boolean)
            sink.Boolean(ordinal, value);
        else
            Integer(ordinal, value ? 1 : 0, ref sink);
    }

    /// <summary>An integer.</summary>
    public void Integer<TSink>(int ordinal, long value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (_types[ordinal])
        {
            case ColumnType.Boolean when value is 0 or 1: sink.Boolean(ordinal, value != 0); break;
            case ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 when value == (short)value: sink.Int16(ordinal, (short)value); break;
            case ColumnType.UInt16 or ColumnType.Int32 when value == (int)value: sink.Int32(ordinal, (int)value); break;
            case ColumnType.UInt32 or ColumnType.Int64: sink.Int64(ordinal, value); break;
            case ColumnType.UInt64 when value >= 0: sink.UInt64(ordinal, (ulong)value); break;
            case ColumnType.Single: sink.Single(ordinal, value); break;
            case ColumnType.Double: sink.Double(ordinal, value); break;
            case ColumnType.Decimal: Decimal(ordinal, value, 0, ref sink); break;
            case ColumnType.Duration: sink.Duration(ordinal, value); break;
            default: Unknown(ordinal, value, ref sink); break;
        }
    }

    /// <summary>An IEEE 754 binary32 number.</summary>
    public void Single<TSink>(int ordinal, float value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_types[ordinal] == ColumnType.Single)
            sink.Single(ordinal, value);
        else if (_types[ordinal] == ColumnType.Decimal)
            Digits(ordinal, value, ref sink);
        else
            Double(ordinal, value, ref sink);
    }

    /// <summary>An IEEE 754 binary64 number. In a decimal column it is the decimal whose nearest number it is.</summary>
    public void Double<TSink>(int ordinal, double value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (_types[ordinal])
        {
            case ColumnType.Single when (float)value == value || double.IsNaN(value): sink.Single(ordinal, (float)value); break;

            // Of a single, the digits that it has no room for stay a difference; a checksum may round them away, as a decimal of the store did.
            case ColumnType.Single or ColumnType.Double: sink.Double(ordinal, value); break;
            case ColumnType.Decimal when TryUnscale(value, _scales[ordinal], out var unscaled): sink.Decimal(ordinal, unscaled, _scales[ordinal]); break;
            case ColumnType.Decimal: Digits(ordinal, value, ref sink); break;
            case >= ColumnType.Boolean and <= ColumnType.UInt64 when Math.Abs(value) <= LargestExact && value == Math.Truncate(value):
                Integer(ordinal, (long)value, ref sink);
                break;
            default: Unknown(ordinal, value, ref sink); break;
        }
    }

    /// <summary>An exact decimal, of any scale.</summary>
    /// <param name="ordinal">The column.</param>
    /// <param name="unscaled">All digits.</param>
    /// <param name="scale">How many of them stand after the point.</param>
    /// <param name="sink">The sink.</param>
    public void Decimal<TSink>(int ordinal, Int128 unscaled, int scale, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var type = _types[ordinal];
        var rescaled = unscaled;
        if (type is ColumnType.Single or ColumnType.Double || !Utf8Parse.TryShift(ref rescaled, _scales[ordinal] - scale))
            Digits(ordinal, unscaled, scale, ref sink);
        else if (type == ColumnType.Decimal)
            sink.Decimal(ordinal, rescaled, _scales[ordinal]);
        else if (type == ColumnType.UInt64 && rescaled >= 0 && rescaled <= ulong.MaxValue)
            sink.UInt64(ordinal, (ulong)rescaled);
        else if (type is >= ColumnType.Boolean and < ColumnType.UInt64 && rescaled >= long.MinValue && rescaled <= long.MaxValue)
            Integer(ordinal, (long)rescaled, ref sink);
        else
            Digits(ordinal, unscaled, scale, ref sink);
    }

    /// <summary>A date: days since 1970.</summary>
    public void Date<TSink>(int ordinal, long days, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (_types[ordinal])
        {
            case ColumnType.Date when Canonical.IsDate(days): sink.Date(ordinal, (int)days); break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset when Canonical.IsDate(days):
                sink.Timestamp(ordinal, days * TimeSpan.MicrosecondsPerDay);
                break;
            default: Unknown(ordinal, days, ref sink); break;
        }
    }

    /// <summary>A time of day or a span of time, in microseconds.</summary>
    public void Time<TSink>(int ordinal, long microseconds, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (_types[ordinal])
        {
            case ColumnType.Time when microseconds is >= 0 and < TimeSpan.MicrosecondsPerDay: sink.Time(ordinal, microseconds); break;
            case ColumnType.Duration: sink.Duration(ordinal, microseconds); break;
            default: Unknown(ordinal, microseconds, ref sink); break;
        }
    }

    /// <summary>A point in time: microseconds since 1970 UTC.</summary>
    public void Timestamp<TSink>(int ordinal, long microseconds, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var days = Canonical.DaysOf(microseconds);
        switch (_types[ordinal])
        {
            case ColumnType.Timestamp or ColumnType.TimestampOffset when Canonical.IsDate(days): sink.Timestamp(ordinal, microseconds); break;
            case ColumnType.Date when Canonical.IsDate(days) && microseconds % TimeSpan.MicrosecondsPerDay == 0: sink.Date(ordinal, days); break;
            default: Unknown(ordinal, microseconds, ref sink); break;
        }
    }

    /// <summary>A UUID.</summary>
    public void Uuid<TSink>(int ordinal, Guid value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_types[ordinal] == ColumnType.Uuid)
            sink.Uuid(ordinal, value);
        else
            Unknown(ordinal, value, ref sink);
    }

    /// <summary>Bytes.</summary>
    public void Binary<TSink>(int ordinal, scoped ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_types[ordinal] == ColumnType.Binary)
            sink.Binary(ordinal, value);
        else
            sink.Utf8(ordinal, Encoding.UTF8.GetBytes(Convert.ToHexString(value)));
    }

    private void Digits<TSink>(int ordinal, double value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Text(ordinal, text[..Utf8Format.Double(ref text[0], value)], ref sink);
    }

    private void Digits<TSink>(int ordinal, float value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Text(ordinal, text[..Utf8Format.Single(ref text[0], value)], ref sink);
    }

    private void Digits<TSink>(int ordinal, Int128 unscaled, int scale, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        text = text[..Utf8Format.Decimal(ref text[0], unscaled, scale)];
        if (_types[ordinal] is ColumnType.Single or ColumnType.Double)
            Text(ordinal, text, ref sink);
        else
            sink.Utf8(ordinal, text);
    }

    private static void Unknown<TSink, TValue>(int ordinal, TValue value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
        where TValue : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        sink.Utf8(ordinal, text[..length]);
    }

    private static bool TryUnscale(double value, int scale, out long unscaled)
    {
        unscaled = 0;
        if (scale >= PowersOfTen.Length || !(Math.Abs(value) * PowersOfTen[scale] <= LargestExact))
            return false;
        unscaled = (long)Math.Round(value * PowersOfTen[scale]);
        return unscaled / PowersOfTen[scale] == value;
    }
}
