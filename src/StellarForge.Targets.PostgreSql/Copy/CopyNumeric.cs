using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>
/// Reads numeric as numeric_send writes it: the count of digits to base 10,000, the weight of the first, the sign, the scale shown,
/// the digits, each of two bytes.
/// </summary>
internal static class CopyNumeric
{
    private const int Base = 10_000;
    private const int DigitsPerGroup = 4;

    // NUMERIC_DSCALE_MASK of numeric.c: the digits after the point.
    private const int MostShown = 0x3FFF;
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort Infinity = 0xD000;
    private const ushort MinusInfinity = 0xF000;

    // What 4, 3, 2 or 1 more digits can follow without an overflow.
    private static readonly Int128[] MostBefore =
        [(Int128.MaxValue / 10_000) - 1, (Int128.MaxValue / 1_000) - 1, (Int128.MaxValue / 100) - 1, (Int128.MaxValue / 10) - 1];

    private static ReadOnlySpan<int> PowersOfTen => [1, 10, 100, 1_000];

    /// <summary>Whether the bytes are a numeric: as many groups as it says, each below 10,000.</summary>
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        if (value.Length < 8 || value.Length != 8 + (2 * BinaryPrimitives.ReadInt16BigEndian(value))
            || BinaryPrimitives.ReadUInt16BigEndian(value[6..]) > MostShown)
            return false;
        for (var groups = value[8..]; !groups.IsEmpty; groups = groups[2..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(groups) >= Base)
                return false;
        }

        return BinaryPrimitives.ReadUInt16BigEndian(value[4..]) is 0 or Negative or NotANumber or Infinity or MinusInfinity;
    }

    /// <summary>The number as an integer at a scale; not where that would lose digits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, int scale, out Int128 unscaled)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        var groups = value[8..];
        unscaled = 0;
        if (sign is not (0 or Negative))
            return false;

        // Zero, whatever its weight.
        if (count == 0)
            return true;

        // Where negative, the digits of the last group that the scale has no place for; groups of nothing but zeros are not sent.
        var shift = scale + (DigitsPerGroup * (weight - count + 1));
        if (shift <= -DigitsPerGroup)
            return false;
        var cut = PowersOfTen[Math.Max(0, -shift)];

        Int128 magnitude = 0;
        for (var group = 0; group < count; group++)
        {
            var digits = BinaryPrimitives.ReadUInt16BigEndian(groups[(group * 2)..]);
            var (power, kept) = group < count - 1 ? (Base, digits) : (Base / cut, digits / cut);
            if (kept * (Base / power) != digits || magnitude > MostBefore[power == Base ? 0 : -shift])
                return false;
            magnitude = (magnitude * power) + kept;
        }

        if (!Utf8Parse.TryShift(ref magnitude, Math.Max(0, shift)))
            return false;
        unscaled = sign == Negative ? -magnitude : magnitude;
        return true;
    }

    /// <summary>The number's digits.</summary>
    public static string ToText(ReadOnlySpan<byte> value)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        var shown = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        switch (sign)
        {
            case NotANumber: return "NaN";
            case Infinity: return "Infinity";
            case MinusInfinity: return "-Infinity";
        }

        // Only the first group goes without leading zeros.
        var digits = new StringBuilder(sign == Negative ? "-" : "");
        var whole = Math.Max(weight, (short)0);
        digits.Append(CultureInfo.InvariantCulture, $"{Group(value, count, weight - whole)}");
        for (var group = whole - 1; group >= 0; group--)
            digits.Append(CultureInfo.InvariantCulture, $"{Group(value, count, weight - group):D4}");
        if (shown > 0)
        {
            digits.Append('.');
            var end = digits.Length + shown;
            for (var group = -1; digits.Length < end; group--)
                digits.Append(CultureInfo.InvariantCulture, $"{Group(value, count, weight - group):D4}");
            digits.Length = end;
        }

        return digits.ToString();
    }

    private static int Group(ReadOnlySpan<byte> value, int count, int index) =>
        index >= 0 && index < count ? BinaryPrimitives.ReadUInt16BigEndian(value[(8 + (index * 2))..]) : 0;
}
