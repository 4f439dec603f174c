using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace StellarForge.Sinks;

/// <summary>Canonical values as ASCII text, in the invariant culture: what CSV, JSON lines and text columns hold.</summary>
/// <remarks>
/// Each method writes at most <see cref="MaxLength"/> bytes from the reference on, unchecked, and returns how many count; the caller has reserved that many.
/// Dates and times beyond their range are refused.
/// </remarks>
public static class Utf8Format
{
    /// <summary>The most bytes that any method touches.</summary>
    public const int MaxLength = 64;

    private static ReadOnlySpan<byte> TwoDigits =>
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"u8
        + "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    // By the number of bits − 1 of a value: the digits of the smallest value of that many bits × 2^32, so adjusted that adding the value carries
    // into the upper half where it has a digit more (Lemire, "Computing the number of digits of an integer even faster", 2021).
    private static readonly ulong[] DigitCounts = MakeDigitCounts();

    // By the day of a leap year that begins in March: its month and day, as “-03-01”, and two bytes that don't count.
    private static readonly ulong[] MonthsAndDays = [.. Enumerable.Range(0, 366).Select(day =>
        MemoryMarshal.Read<ulong>(Encoding.ASCII.GetBytes(new DateOnly(2003, 3, 1).AddDays(day).ToString("-MM-dd\0\0", CultureInfo.InvariantCulture))))];

    /// <summary>Decimal digits, with a sign where negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int64(ref byte destination, long value)
    {
        if (value >= 0)
            return UInt64(ref destination, (ulong)value);
        destination = (byte)'-';
        return 1 + UInt64(ref Unsafe.Add(ref destination, 1), (ulong)-value);
    }

    /// <summary>Decimal digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UInt64(ref byte destination, ulong value)
    {
        if (value > uint.MaxValue)
            return WideUInt64(ref destination, value);
        var count = CountDigits((uint)value);
        Digits(ref destination, (uint)value, count);
        return count;
    }

    /// <summary>An unscaled decimal with its point: 5 of scale 2 is <c>0.05</c>; trailing zeros stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decimal(ref byte destination, Int128 unscaled, int scale)
    {
        var value = (long)unscaled;
        if (scale != 2 || value != unscaled || (ulong)value > uint.MaxValue)
            return WideDecimal(ref destination, unscaled, scale);

        // Money: two digits after the point, and short.
        var whole = (uint)value / 100;
        var count = CountDigits(whole);
        Digits(ref destination, whole, count);
        Unsafe.Add(ref destination, count) = (byte)'.';
        Pair(ref destination, count + 1, (uint)value - (whole * 100));
        return count + 3;
    }

    /// <summary><c>yyyy-MM-dd</c>, of days since 1970.</summary>
    /// <remarks>Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2023), figure 12.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Date(ref byte destination, int days)
    {
        if ((uint)(days - Canonical.FirstDay) > Canonical.LastDay - Canonical.FirstDay)
            ThrowNoDate(days);
        var n1 = (4 * (uint)(days + 719_468)) + 3;
        var century = n1 / 146_097;
        var n2 = (4 * (n1 % 146_097 / 4)) + 3;
        var p2 = 2_939_745UL * n2;
        var dayOfYear = (uint)p2 / 2_939_745 / 4;

        // Days from 306 on are January and February.
        var year = (100 * century) + (uint)(p2 >> 32) + (dayOfYear >= 306 ? 1u : 0);
        Pair(ref destination, 0, year / 100);
        Pair(ref destination, 2, year % 100);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 4), MonthsAndDays[dayOfYear]);
        return 10;
    }

    /// <summary><c>HH:mm:ss</c>, and <c>.ffffff</c> where there is a fraction; of microseconds since midnight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Time(ref byte destination, long microseconds)
    {
        if ((ulong)microseconds >= TimeSpan.MicrosecondsPerDay)
            ThrowNoTime(microseconds);
        var seconds = (uint)((ulong)microseconds / 1_000_000);
        Pair(ref destination, 0, seconds / 3_600);
        return 2 + MinutesAndSeconds(ref Unsafe.Add(ref destination, 2), seconds % 3_600, (uint)(microseconds - (seconds * 1_000_000L)));
    }

    /// <summary>
    /// <c>HH:mm:ss</c> as <see cref="Time"/>, but signed and with as many hours as it takes: <c>-27:00:00.500000</c>. SQL's own way to write a span of time.
    /// </summary>
    public static int Duration(ref byte destination, long microseconds)
    {
        var magnitude = microseconds < 0 ? (ulong)-microseconds : (ulong)microseconds;
        var start = 0;
        if (microseconds < 0)
            Unsafe.Add(ref destination, start++) = (byte)'-';
        var (seconds, fraction) = Math.DivRem(magnitude, 1_000_000);
        var (hours, rest) = Math.DivRem(seconds, 3_600);
        if (hours < 10)
            Unsafe.Add(ref destination, start++) = (byte)'0';
        start += UInt64(ref Unsafe.Add(ref destination, start), hours);
        return start + MinutesAndSeconds(ref Unsafe.Add(ref destination, start), (uint)rest, (uint)fraction);
    }

    /// <summary>ISO 8601: <c>PT27H0M0.500000S</c>, or <c>-PT…</c>.</summary>
    public static int IsoDuration(ref byte destination, long microseconds)
    {
        var (seconds, fraction) = Math.DivRem(microseconds < 0 ? (ulong)-microseconds : (ulong)microseconds, 1_000_000);
        var (hours, rest) = Math.DivRem(seconds, 3_600);
        var start = 0;
        if (microseconds < 0)
            Unsafe.Add(ref destination, start++) = (byte)'-';
        Unsafe.Add(ref destination, start++) = (byte)'P';
        Unsafe.Add(ref destination, start++) = (byte)'T';
        start += UInt64(ref Unsafe.Add(ref destination, start), hours);
        Unsafe.Add(ref destination, start++) = (byte)'H';
        start += UInt64(ref Unsafe.Add(ref destination, start), rest / 60);
        Unsafe.Add(ref destination, start++) = (byte)'M';
        start += UInt64(ref Unsafe.Add(ref destination, start), rest % 60);
        if (fraction != 0)
            start += Fraction(ref Unsafe.Add(ref destination, start), (uint)fraction);
        Unsafe.Add(ref destination, start++) = (byte)'S';
        return start;
    }

    /// <summary><c>yyyy-MM-ddTHH:mm:ssZ</c> (RFC 3339), with <c>.ffffff</c> where there is a fraction; of microseconds since 1970 UTC.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Timestamp(ref byte destination, long microseconds)
    {
        var days = Canonical.DaysOf(microseconds);
        Date(ref destination, days);
        Unsafe.Add(ref destination, 10) = (byte)'T';
        var count = 11 + Time(ref Unsafe.Add(ref destination, 11), microseconds - (days * TimeSpan.MicrosecondsPerDay));
        Unsafe.Add(ref destination, count) = (byte)'Z';
        return count + 1;
    }

    /// <summary>The shortest digits that give the number back.</summary>
    public static int Double(ref byte destination, double value)
    {
        value.TryFormat(MemoryMarshal.CreateSpan(ref destination, MaxLength), out var count, default, CultureInfo.InvariantCulture);
        return count;
    }

    /// <inheritdoc cref="Double"/>
    public static int Single(ref byte destination, float value)
    {
        value.TryFormat(MemoryMarshal.CreateSpan(ref destination, MaxLength), out var count, default, CultureInfo.InvariantCulture);
        return count;
    }

    /// <summary>36 characters, in lower case (RFC 9562).</summary>
    public static int Uuid(ref byte destination, Guid value)
    {
        value.TryFormat(MemoryMarshal.CreateSpan(ref destination, 36), out var count);
        return count;
    }

    [DoesNotReturn]
    private static void ThrowNoDate(int days) =>
        throw new ArgumentOutOfRangeException(nameof(days), days, "The days since 1970 are no date of the years 1 to 9999.");

    [DoesNotReturn]
    private static void ThrowNoTime(long microseconds) =>
        throw new ArgumentOutOfRangeException(nameof(microseconds), microseconds, "The microseconds are no time of day.");

    private static int MinutesAndSeconds(ref byte destination, uint seconds, uint fraction)
    {
        destination = (byte)':';
        Pair(ref destination, 1, seconds / 60);
        Unsafe.Add(ref destination, 3) = (byte)':';
        Pair(ref destination, 4, seconds % 60);
        return fraction == 0 ? 6 : 6 + Fraction(ref Unsafe.Add(ref destination, 6), fraction);
    }

    private static int Fraction(ref byte destination, uint microseconds)
    {
        destination = (byte)'.';
        Pair(ref destination, 1, microseconds / 10_000);
        Pair(ref destination, 3, microseconds / 100 % 100);
        Pair(ref destination, 5, microseconds % 100);
        return 7;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WideUInt64(ref byte destination, ulong value)
    {
        var (rest, low) = Math.DivRem(value, 100_000_000);
        var count = UInt64(ref destination, rest);
        Digits(ref Unsafe.Add(ref destination, count), (uint)low, 8);
        return count + 8;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WideDecimal(ref byte destination, Int128 unscaled, int scale)
    {
        var start = 0;
        var magnitude = UInt128.CreateTruncating(unscaled);
        if (unscaled < 0)
        {
            Unsafe.Add(ref destination, start++) = (byte)'-';
            magnitude = UInt128.Zero - magnitude;
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        digits.Fill((byte)'0');
        var first = digits.Length;
        if (magnitude <= ulong.MaxValue)
        {
            for (var value = (ulong)magnitude; value != 0; value /= 10)
                digits[--first] = (byte)('0' + (value % 10));
        }
        else
        {
            for (; magnitude != UInt128.Zero; magnitude /= 10)
                digits[--first] = (byte)('0' + (byte)(magnitude % 10));
        }

        // At least one digit before the point.
        var whole = digits[Math.Min(first, digits.Length - scale - 1)..^scale];
        var target = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, start), MaxLength - start);
        whole.CopyTo(target);
        if (scale == 0)
            return start + whole.Length;
        target[whole.Length] = (byte)'.';
        digits[^scale..].CopyTo(target[(whole.Length + 1)..]);
        return start + whole.Length + 1 + scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountDigits(uint value) =>
        (int)((value + Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(DigitCounts), BitOperations.Log2(value))) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Digits(ref byte destination, uint value, int count)
    {
        while (count > 2)
        {
            var rest = value / 100;
            count -= 2;
            Pair(ref destination, count, value - (rest * 100));
            value = rest;
        }

        if (count == 2)
            Pair(ref destination, 0, value);
        else
            destination = (byte)('0' + value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(ref byte destination, int offset, uint value) =>
        Unsafe.WriteUnaligned(
            ref Unsafe.Add(ref destination, offset),
            Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref MemoryMarshal.GetReference(TwoDigits), value * 2)));

    private static ulong[] MakeDigitCounts()
    {
        var counts = new ulong[32];
        for (var bits = 0; bits < counts.Length; bits++)
        {
            var digits = (ulong)(1UL << bits).ToString(CultureInfo.InvariantCulture).Length;
            var next = (ulong)Math.Pow(10, digits);
            counts[bits] = next > uint.MaxValue ? digits << 32 : ((digits + 1) << 32) - next;
        }

        return counts;
    }
}
