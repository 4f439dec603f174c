using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StellarForge.Sinks;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// Times as text, as SQLite's own functions read them (<see href="https://www.sqlite.org/lang_datefunc.html"/>) and as Microsoft.Data.Sqlite and EF Core
/// write them, so that an application finds by equality what was loaded: a fraction without trailing zeros, spans as .NET's <c>c</c> format.
/// </summary>
internal static class SqliteText
{
    /// <summary><c>HH:mm:ss</c>, with a fraction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Time(ref byte destination, long microseconds) =>
        WithoutZeros(ref destination, Utf8Format.Time(ref destination, microseconds), 8);

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c>, with a fraction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Timestamp(ref byte destination, long microseconds)
    {
        var days = Canonical.DaysOf(microseconds);
        Utf8Format.Date(ref destination, days);
        Unsafe.Add(ref destination, 10) = (byte)' ';
        return 11 + Time(ref Unsafe.Add(ref destination, 11), microseconds - (days * TimeSpan.MicrosecondsPerDay));
    }

    /// <summary><c>[-][d.]hh:mm:ss</c>, with seven digits of fraction where there is one.</summary>
    public static int Duration(ref byte destination, long microseconds)
    {
        Canonical.ToTimeSpan(microseconds).TryFormat(MemoryMarshal.CreateSpan(ref destination, Utf8Format.MaxLength), out var length, "c");
        return length;
    }

    /// <summary>A date as <c>yyyy-MM-dd</c>.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out int days)
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
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long microseconds)
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

    /// <summary>A point in time as a date, a space or <c>T</c>, a time, and UTC's sign, if any.</summary>
    public static bool TryReadTimestamp(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.EndsWith("Z"u8))
            text = text[..^1];
        else if (text.EndsWith("+00:00"u8))
            text = text[..^6];
        if (text.Length < 19 || text[10] is not ((byte)' ' or (byte)'T') || !TryReadDate(text[..10], out var days) || !TryReadTime(text[11..], out var time))
            return false;
        microseconds = (days * TimeSpan.MicrosecondsPerDay) + time;
        return true;
    }

    /// <summary>A span as .NET's <c>c</c> format.</summary>
    public static bool TryReadDuration(ReadOnlySpan<byte> text, out long microseconds)
    {
        var read = Utf8Parser.TryParse(text, out TimeSpan span, out var consumed, 'c') && consumed == text.Length;
        microseconds = Canonical.FromTimeSpan(span);
        return read && span.Ticks % TimeSpan.TicksPerMicrosecond == 0;
    }

    /// <summary>A decimal as an integer at a scale; more digits after the point must be 0.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..].TrimEnd((byte)'0');
        if (whole.IsEmpty || fraction.Length > scale || whole.Length + scale > 38)
            return false;
        foreach (var digit in whole)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            unscaled = (unscaled * 10) + (digit - '0');
        }

        for (var place = 0; place < scale; place++)
        {
            var digit = place < fraction.Length ? fraction[place] : (byte)'0';
            if (!char.IsAsciiDigit((char)digit))
                return false;
            unscaled = (unscaled * 10) + (digit - '0');
        }

        if (negative)
            unscaled = -unscaled;
        return true;
    }

    private static int WithoutZeros(ref byte text, int length, int shortest)
    {
        if (length == shortest)
            return length;
        while (Unsafe.Add(ref text, length - 1) == '0')
            length--;
        return length;
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
