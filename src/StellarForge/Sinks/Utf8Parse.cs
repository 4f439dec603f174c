using System.Buffers.Text;

namespace StellarForge.Sinks;

/// <summary>
/// Reads the text that <see cref="Utf8Format"/> writes, and its usual variations, back into canonical values. What is no such value is refused, never bent.
/// </summary>
public static class Utf8Parse
{
    // Of a decimal.
    private const int MostDigits = 38;

    private static readonly Int128 MostBeforeDigit = (Int128.MaxValue / 10) - 1;

    /// <summary>A date as <c>yyyy-MM-dd</c>.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..], out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        days = Canonical.FromDate(new DateOnly(year, month, day));
        return true;
    }

    /// <summary>A time of day as <c>HH:mm:ss</c>, with up to seven digits of fraction, the last of which must be 0.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':'
            || !TryDigits(text[..2], out var hours) || !TryDigits(text[3..5], out var minutes) || !TryDigits(text[6..8], out var seconds)
            || hours > 23 || minutes > 59 || seconds > 59)
            return false;

        var ticks = 0;
        if (text.Length > 8)
        {
            var fraction = text[9..];
            if (text[8] != '.' || fraction.Length is 0 or > 7 || !TryDigits(fraction, out ticks))
                return false;
            for (var digit = fraction.Length; digit < 7; digit++)
                ticks *= 10;
        }

        microseconds = (((((hours * 60L) + minutes) * 60) + seconds) * 1_000_000) + (ticks / TimeSpan.TicksPerMicrosecond);
        return ticks % TimeSpan.TicksPerMicrosecond == 0;
    }

    /// <summary>A point in time as a date, a space or <c>T</c>, a time, and UTC's sign or an offset from it, if any (RFC 3339 §5.6).</summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        var offset = 0L;
        if (text.EndsWith("Z"u8))
            text = text[..^1];
        else if (text.Length > 19 && TryOffset(text[^6..], out offset))
            text = text[..^6];
        if (text.Length < 19 || text[10] is not ((byte)' ' or (byte)'T') || !TryDate(text[..10], out var days) || !TryTime(text[11..], out var time))
            return false;
        microseconds = (days * TimeSpan.MicrosecondsPerDay) + time - offset;
        return Canonical.IsDate(Canonical.FloorDivide(microseconds, TimeSpan.MicrosecondsPerDay));
    }

    /// <summary>A span as .NET's <c>c</c> format: <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    public static bool TrySpan(ReadOnlySpan<byte> text, out long microseconds)
    {
        // .NET reads a number alone as days.
        var read = Utf8Parser.TryParse(text, out TimeSpan span, out var consumed, 'c') && consumed == text.Length && text.Contains((byte)':');
        microseconds = Canonical.FromTimeSpan(span);
        return read && span.Ticks % TimeSpan.TicksPerMicrosecond == 0;
    }

    /// <summary>A decimal, with or without an exponent, as an integer at a scale; more digits after the point must be 0.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];

        var exponent = 0;
        var mark = text.IndexOfAny((byte)'E', (byte)'e');
        if (mark >= 0)
        {
            if (!Utf8Parser.TryParse(text[(mark + 1)..], out exponent, out var used) || used != text.Length - mark - 1 || Math.Abs((long)exponent) > MostDigits)
                return false;
            text = text[..mark];
        }

        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..].TrimEnd((byte)'0');
        if (whole.IsEmpty || whole.Length + fraction.Length > MostDigits || !TryAppend(ref unscaled, whole) || !TryAppend(ref unscaled, fraction)
            || !TryShift(ref unscaled, scale + exponent - fraction.Length))
            return false;
        if (negative)
            unscaled = -unscaled;
        return true;
    }

    /// <summary>Multiplies by a power of ten, if that loses no digits and stays below 128 bits.</summary>
    public static bool TryShift(ref Int128 number, int digits)
    {
        for (; digits < 0 && number != 0; digits++)
        {
            (number, var rest) = Int128.DivRem(number, 10);
            if (rest != 0)
                return false;
        }

        for (; digits > 0 && number != 0; digits--)
        {
            if (Int128.Abs(number) > MostBeforeDigit)
                return false;
            number *= 10;
        }

        return true;
    }

    private static bool TryAppend(ref Int128 number, ReadOnlySpan<byte> digits)
    {
        // Eighteen digits at a time fit a machine word.
        while (!digits.IsEmpty)
        {
            var (part, power) = (0L, 1L);
            var some = digits[..Math.Min(digits.Length, 18)];
            foreach (var digit in some)
            {
                if (!char.IsAsciiDigit((char)digit))
                    return false;
                part = (part * 10) + (digit - '0');
                power *= 10;
            }

            number = (number * power) + part;
            digits = digits[some.Length..];
        }

        return true;
    }

    /// <summary>A span as SQL writes it: <c>[-]h…h:mm:ss[.ffffff]</c>, with as many hours as it takes.</summary>
    public static bool TryDuration(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];
        var colon = text.IndexOf((byte)':');
        if (colon is < 2 or > 10 || !TryNumber(text[..colon], out var hours, out var consumed) || consumed != colon)
            return false;

        // The rest as the time of an hour past midnight.
        Span<byte> rest = stackalloc byte[32];
        var tail = text[colon..];
        if (tail.Length + 2 > rest.Length)
            return false;
        "00"u8.CopyTo(rest);
        tail.CopyTo(rest[2..]);
        if (!TryTime(rest[..(tail.Length + 2)], out var time))
            return false;
        return TrySigned(negative, (hours * (Int128)TimeSpan.MicrosecondsPerHour) + time, out microseconds);
    }

    /// <summary>A span as ISO 8601 has it, in hours, minutes and seconds: <c>PT27H0M0.500000S</c>.</summary>
    public static bool TryIsoDuration(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];
        if (!text.StartsWith("PT"u8))
            return false;
        text = text[2..];
        if (!TryPart(ref text, (byte)'H', out var hours) || !TryPart(ref text, (byte)'M', out var minutes) || !text.EndsWith("S"u8)
            || text.ContainsAny((byte)'E', (byte)'e') || !char.IsAsciiDigit((char)text[0]) || !TryDecimal(text[..^1], 6, out var seconds))
            return false;
        var total = (hours * (Int128)TimeSpan.MicrosecondsPerHour) + (minutes * (Int128)TimeSpan.MicrosecondsPerMinute);
        return seconds <= long.MaxValue && TrySigned(negative, total + seconds, out microseconds);
    }

    // A sign stands before the whole span only.
    private static bool TrySigned(bool negative, Int128 magnitude, out long microseconds)
    {
        var value = negative ? -magnitude : magnitude;
        microseconds = (long)value;
        return microseconds == value;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out ulong value, out int consumed)
    {
        (value, consumed) = (0, 0);
        return !text.IsEmpty && char.IsAsciiDigit((char)text[0]) && Utf8Parser.TryParse(text, out value, out consumed);
    }

    private static bool TryPart(ref ReadOnlySpan<byte> text, byte unit, out ulong value)
    {
        if (!TryNumber(text, out value, out var consumed) || consumed >= text.Length || text[consumed] != unit)
            return false;
        text = text[(consumed + 1)..];
        return true;
    }

    // ±hh:mm.
    private static bool TryOffset(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':' || !TryDigits(text[1..3], out var hours) || !TryDigits(text[4..], out var minutes)
            || hours > 23 || minutes > 59)
            return false;
        microseconds = ((hours * 60L) + minutes) * (text[0] == '-' ? -TimeSpan.MicrosecondsPerMinute : TimeSpan.MicrosecondsPerMinute);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
