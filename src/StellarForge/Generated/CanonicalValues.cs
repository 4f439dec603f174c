using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Generated;

/// <summary>
/// For generated code: makes values canonical as they are computed. What sinks and decoders convert with is <see cref="Canonical"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CanonicalValues
{
    private static readonly Int128[] Powers = [.. Enumerable.Range(0, 39).Select(exponent => (Int128)BigInteger.Pow(10, exponent))];

    /// <summary>A decimal as an integer at the column's scale, rounded half to even.</summary>
    /// <param name="value">The decimal.</param>
    /// <param name="precision">All digits of the column.</param>
    /// <param name="scale">The column's digits after the point.</param>
    /// <exception cref="OverflowException">The value has more digits than the column.</exception>
    public static Int128 Unscaled(decimal value, int precision, int scale)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var own = (parts[3] >> 16) & 0xFF;
        var digits = new Int128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var unscaled = Rescale(parts[3] < 0 ? -digits : digits, own, scale);
        return Within(unscaled, precision, scale);
    }

    /// <summary>The integer of a decimal that fits its column.</summary>
    /// <inheritdoc cref="Unscaled(decimal, int, int)"/>
    public static Int128 Within(Int128 unscaled, int precision, int scale) => Int128.Abs(unscaled) < Powers[precision]
        ? unscaled
        : throw DoesNotFit(unscaled, precision, scale);

    /// <summary>A number as an integer at a scale, rounded half to even.</summary>
    public static long Unscaled(double value, int scale) => checked((long)Math.Round(value * (double)Powers[scale]));

    /// <summary>The same for columns of more than 18 digits; a double has no more than 17 of them.</summary>
    public static Int128 UnscaledWide(double value, int scale) => (Int128)Math.Round(value * (double)Powers[scale]);

    /// <summary>A decimal's integer at another scale, rounded half to even.</summary>
    public static Int128 Rescale(Int128 unscaled, int from, int to)
    {
        if (from <= to)
            return unscaled * Powers[to - from];

        // Most decimals fit 64 bits, which divide many times faster.
        var factor = Powers[from - to];
        if (from - to <= 18 && unscaled >= long.MinValue && unscaled <= long.MaxValue)
            return RoundHalfEven((long)unscaled, (long)factor);
        var (quotient, remainder) = Int128.DivRem(unscaled, factor);
        var twice = Int128.Abs(remainder) * 2;
        return twice > factor || (twice == factor && Int128.IsOddInteger(quotient)) ? quotient + Int128.Sign(unscaled) : quotient;
    }

    /// <summary>A decimal.</summary>
    public static decimal ToDecimal(Int128 unscaled, int scale)
    {
        var digits = (UInt128)Int128.Abs(unscaled);
        return new decimal((int)(uint)digits, (int)(uint)(digits >> 32), (int)(uint)(digits >> 64), Int128.IsNegative(unscaled), (byte)scale);
    }

    /// <summary>A decimal as a floating-point number.</summary>
    public static double ToReal(Int128 unscaled, int scale) => (double)unscaled / (double)Powers[scale];

    /// <summary>The number, −0 being 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no finite number.</exception>
    public static double Finite(double value) => double.IsFinite(value) ? value + 0.0 : ThrowNotFinite(value);

    /// <inheritdoc cref="Finite(double)"/>
    public static float Finite(float value) => float.IsFinite(value) ? value + 0f : (float)ThrowNotFinite(value);

    /// <summary>A number between bounds that may be further apart than the largest number.</summary>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <param name="part">How far up, from 0 to 1.</param>
    public static double Between(double min, double max, double part) => min * (1 - part) + max * part;

    /// <summary>A time without the digits that its column does not keep.</summary>
    /// <param name="microseconds">The time.</param>
    /// <param name="unit">Microseconds of the last digit kept; above 0.</param>
    public static long Floor(long microseconds, long unit) => Canonical.FloorDivide(microseconds, unit) * unit;

    /// <summary>A time that lies a span of time after another.</summary>
    /// <exception cref="OverflowException">It lies beyond the years 1 to 9999.</exception>
    public static long AddToTime(long microseconds, long span)
    {
        var sum = microseconds + span;
        return Canonical.IsDate(Canonical.DaysOf(sum))
            ? sum
            : throw new OverflowException(
                $"{Canonical.ToTimeSpan(span):c} after {Canonical.ToDateTime(microseconds):s} lies beyond the years 1 to 9999; narrow the bounds.");
    }

    /// <summary>A date that lies days after another.</summary>
    /// <exception cref="OverflowException">It lies beyond the years 1 to 9999.</exception>
    public static int AddToDate(int days, long span)
    {
        var sum = days + span;
        return Canonical.IsDate(sum)
            ? (int)sum
            : throw new OverflowException($"{span} days after {Canonical.ToDate(days):yyyy-MM-dd} lies beyond the years 1 to 9999; narrow the bounds.");
    }

    /// <summary>Text cut to a number of UTF-16 units, at a character's boundary.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="maxLength">The most UTF-16 units.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8, int maxLength) =>
        // No character has fewer bytes than UTF-16 units.
        utf8.Length <= maxLength ? utf8 : CutLonger(utf8, maxLength);

    /// <summary>The character of a text of one.</summary>
    /// <param name="utf8">Valid UTF-8; empty gives U+0000.</param>
    public static char ToChar(ReadOnlySpan<byte> utf8)
    {
        Span<char> character = stackalloc char[1];
        return Encoding.UTF8.TryGetChars(utf8, character, out var written) && written == 1 ? character[0] : '\0';
    }

    /// <summary>How many UTF-16 units a text is too short by; 0 or less where it is long enough.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="minLength">The fewest UTF-16 units.</param>
    public static int PaddingLength(ReadOnlySpan<byte> utf8, int minLength) => minLength - Encoding.UTF8.GetCharCount(utf8);

    // By the sinks' format of decimals: not every number of 38 digits is a decimal of C#.
    private static OverflowException DoesNotFit(Int128 unscaled, int precision, int scale)
    {
        Span<byte> digits = stackalloc byte[Utf8Format.MaxLength];
        var number = Encoding.UTF8.GetString(digits[..Utf8Format.Decimal(ref digits[0], unscaled, scale)]);
        return new OverflowException($"{number} does not fit decimal({precision},{scale}).");
    }

    private static ReadOnlySpan<byte> CutLonger(ReadOnlySpan<byte> utf8, int maxLength)
    {
        var (end, units) = (0, 0);
        while (end < utf8.Length)
        {
            Rune.DecodeFromUtf8(utf8[end..], out var rune, out var bytes);
            units += rune.Utf16SequenceLength;
            if (units > maxLength)
                break;
            end += bytes;
        }

        return utf8[..end];
    }

    private static long RoundHalfEven(long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        var rest = (ulong)Math.Abs(remainder);
        var other = (ulong)divisor - rest;
        return rest > other || (rest == other && (quotient & 1) != 0) ? quotient + Math.Sign(value) : quotient;
    }

    private static double ThrowNotFinite(double value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, "A column holds finite numbers only.");
}
