using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace StellarForge.Targets.PostgreSql;

/// <summary>
/// Reads numeric as numeric_send writes it: the count of digits to base 10,000, the weight of the first, the sign, the scale shown,
/// the digits, each of two bytes.
/// </summary>
internal static class PostgreSqlNumeric
{
    private const int DigitsPerGroup = 4;
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort Infinity = 0xD000;
    private const ushort MinusInfinity = 0xF000;

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

        // Up to four groups, what most numbers have, fit a register.
        ulong low = 0;
        var read = 0;
        for (; read < Math.Min(count, (short)4); read++)
            low = (low * 10_000) + BinaryPrimitives.ReadUInt16BigEndian(groups[(read * 2)..]);
        Int128 magnitude = low;
        try
        {
            for (; read < count; read++)
                magnitude = checked((magnitude * 10_000) + BinaryPrimitives.ReadUInt16BigEndian(groups[(read * 2)..]));
            for (var shift = scale + (DigitsPerGroup * (weight - count + 1)); shift != 0 && magnitude != 0; shift -= Math.Sign(shift))
            {
                if (shift > 0)
                    magnitude = checked(magnitude * 10);
                else if (Int128.DivRem(magnitude, 10) is var (whole, rest) && rest == 0)
                    magnitude = whole;
                else
                    return false;
            }
        }
        catch (OverflowException)
        {
            return false; // Beyond 38 digits: no column of a model holds it.
        }

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

        var digits = new StringBuilder(sign == Negative ? "-" : "");
        for (var group = Math.Max(weight, (short)0); group >= 0; group--)
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

    /// <summary>Digits as an integer at a scale; not where that would lose some.</summary>
    public static bool TryParse(string digits, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        if (!decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value.Scale > 28)
            return false;
        var (whole, fraction) = (decimal.Truncate(value), value - decimal.Truncate(value));
        for (var digit = 0; digit < scale; digit++)
            (unscaled, fraction) = ((unscaled * 10) + (int)decimal.Truncate(fraction * 10), (fraction * 10) - decimal.Truncate(fraction * 10));
        var power = Int128.One;
        for (var digit = 0; digit < scale; digit++)
            power *= 10;
        unscaled += (Int128)whole * power;
        return fraction == 0;
    }

    private static int Group(ReadOnlySpan<byte> value, int count, int index) =>
        index >= 0 && index < count ? BinaryPrimitives.ReadUInt16BigEndian(value[(8 + (index * 2))..]) : 0;
}
