using System.Globalization;
using System.Numerics;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Constants of attributes, as numbers of a type's units and as code, in the invariant culture.</summary>
internal static class Constants
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private const long MicrosecondsPerDay = 24 * 60 * 60 * MicrosecondsPerSecond;
    private const string Day = "yyyy-MM-dd";

    // The most that the widest decimal holds, which is more than 64 bits do.
    private const decimal MaxUnits = 1e28m;

    // ISO 8601, and a space for the T. Other forms leave out what .NET takes from the clock: "12:00" would be a time of the day of the build.
    private static readonly string[] Times =
    [
        Day,
        .. from separator in new[] { "'T'", "' '" }
           from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }
           select Day + separator + time + "K",
    ];

    /// <summary>A value as a literal of a cell's type: text, flag, UUID, floating-point number, whole number, or units; the type's default for null.</summary>
    public static string Literal(object? value, CellType type) => value switch
    {
        string text => Literal(text) + "u8",
        bool flag => Literal(flag),
        Guid uuid => $"new global::System.Guid({Literal(uuid.ToString())})",
        double real => type.Kind == CellKind.Single ? "(float)" + Real(real) : Real(real),
        long number => Integer(number, type.Kind),
        decimal units => type.Kind == CellKind.Date ? units.ToString(CultureInfo.InvariantCulture) : Literal(units),
        _ => "default",
    };

    public static string Literal(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    public static string Literal(bool value) => value ? "true" : "false";

    public static string Literal(long value) => value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + "L";

    public static string Real(double value) =>
        double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "d";

    /// <summary>An integer constant of a cell's type.</summary>
    public static string Integer(long value, CellKind kind) => kind switch
    {
        CellKind.UInt64 => unchecked((ulong)value).ToString(CultureInfo.InvariantCulture) + "UL",
        CellKind.Int64 => Literal(value),
        CellKind.UInt32 => value.ToString(CultureInfo.InvariantCulture) + "U",
        CellKind.Int32 => value == int.MinValue ? "int.MinValue" : value.ToString(CultureInfo.InvariantCulture),
        _ => $"({KindKeyword(kind)}){(value < 0 ? $"({value.ToString(CultureInfo.InvariantCulture)})" : value.ToString(CultureInfo.InvariantCulture))}",
    };

    /// <summary>Whole units as code: a number of 128 bits where 64 do not hold it.</summary>
    public static string Literal(decimal units)
    {
        if (units is >= long.MinValue and <= long.MaxValue)
            return Literal((long)units);
        var bits = new BigInteger(units);
        var (high, low) = ((ulong)((bits >> 64) & ulong.MaxValue), (ulong)(bits & ulong.MaxValue));
        return $"new global::System.Int128(0x{high:X}UL, 0x{low:X}UL)";
    }

    /// <summary>The units in 1: the scale's power of ten for decimals, microseconds in a second for times.</summary>
    public static decimal Unit(CellType type) => type.Kind switch
    {
        CellKind.Decimal => Power(type.Scale),
        CellKind.Time or CellKind.Duration => MicrosecondsPerSecond,
        _ => 1,
    };

    /// <summary>A number as whole units.</summary>
    /// <param name="value">The number.</param>
    /// <param name="type">The type.</param>
    /// <param name="units">The units.</param>
    /// <param name="rounding">What becomes of a fraction of a unit.</param>
    public static bool TryUnits(double value, CellType type, out decimal units, Rounding rounding = Rounding.Nearest)
    {
        units = 0;
        if (!(value >= Smallest(type) && value <= Largest(type)))
            return false;

        // Cents from a double such as 0.1 are exact only by way of decimal, which keeps 15 digits of a double; larger ones are whole.
        var number = Math.Abs(value) < 1e15 ? (decimal)value : (decimal)new BigInteger(value);
        units = Round(number * Unit(type), rounding);
        return type.Kind != CellKind.Decimal || Math.Abs(units) < Power(type.Precision);
    }

    /// <summary>A text as whole units: a date, a time, a span or a decimal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type.</param>
    /// <param name="units">The units.</param>
    /// <param name="rounding">What becomes of a fraction of a unit.</param>
    public static bool TryUnits(string text, CellType type, out decimal units, Rounding rounding = Rounding.Nearest)
    {
        units = 0;
        switch (type.Kind)
        {
            case CellKind.Date or CellKind.Timestamp or CellKind.TimestampOffset:
                const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
                if (!DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, Utc, out var time))
                    return false;
                var microseconds = (time.UtcTicks - new DateTime(1970, 1, 1).Ticks) / 10;

                // A time in a day means that day, but as a lower bound the next: the day itself begins before the bound.
                units = type.Kind != CellKind.Date ? microseconds
                    : Round(microseconds / (decimal)MicrosecondsPerDay, rounding == Rounding.Up ? Rounding.Up : Rounding.Down);
                return true;
            case CellKind.Time or CellKind.Duration:
                var parsed = TrySpan(text, out var span);
                units = span;
                return parsed && (type.Kind == CellKind.Duration || span is >= 0 and < MicrosecondsPerDay);
            default:
                if (!type.IsNumber || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    return false;
                if (number > MaxUnits / Unit(type) || number < -MaxUnits / Unit(type))
                    return false;
                units = Round(number * Unit(type), rounding);
                return type.Kind != CellKind.Decimal || Math.Abs(units) < Power(type.Precision);
        }
    }

    /// <summary>An upper bound as whole units; a date without a time includes its day.</summary>
    public static bool TryLast(string text, CellType type, out decimal units)
    {
        if (!TryUnits(text, type, out units, Rounding.Down))
            return false;
        if (type.Kind is CellKind.Timestamp or CellKind.TimestampOffset
            && DateTime.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            units += MicrosecondsPerDay - 1;
        return true;
    }

    /// <summary>A span of time as microseconds; hours are those of a day, as days stand before them.</summary>
    public static bool TrySpan(string text, out long microseconds)
    {
        var parsed = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && WithDays(text) is null;
        microseconds = span.Ticks / 10;
        return parsed;
    }

    /// <summary>A text that is no value of a type, as a message shows it: of too many hours, with what to write.</summary>
    public static string Refused(string text, CellKind kind) =>
        kind != CellKind.Time && WithDays(text) is { } better ? $"{text} (write {better})" : text;

    // .NET takes "48:00:00" for 48 days: what has more hours than a day would be days, hours and minutes. How it is written with days, else null.
    private static string? WithDays(string text)
    {
        var parts = text.Trim().Split(':');
        return parts.Length == 3 && int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours) && hours is > 23 or < -23
            ? string.Format(CultureInfo.InvariantCulture, "{0}.{1:00}:{2}:{3}", hours / 24, Math.Abs(hours % 24), parts[1], parts[2])
            : null;
    }

    /// <summary>Whether an integer type has a value.</summary>
    public static bool Fits(long value, CellType type) =>
        type.Kind == CellKind.Int64 || (value >= Smallest(type) && (type.Kind == CellKind.UInt64 || value <= Largest(type)));

    public static double Smallest(CellType type) => type.Kind switch
    {
        CellKind.SByte => sbyte.MinValue,
        CellKind.Int16 => short.MinValue,
        CellKind.Int32 => int.MinValue,
        CellKind.Int64 => long.MinValue,
        CellKind.Byte or CellKind.UInt16 or CellKind.UInt32 or CellKind.UInt64 or CellKind.Time => 0,
        CellKind.Decimal or CellKind.Single or CellKind.Double => -Largest(type),
        _ => double.NegativeInfinity,
    };

    public static double Largest(CellType type) => type.Kind switch
    {
        CellKind.SByte => sbyte.MaxValue,
        CellKind.Byte => byte.MaxValue,
        CellKind.Int16 => short.MaxValue,
        CellKind.UInt16 => ushort.MaxValue,
        CellKind.Int32 => int.MaxValue,
        CellKind.UInt32 => uint.MaxValue,
        CellKind.Int64 or CellKind.UInt64 => 9.2e18,
        CellKind.Decimal => (double)((Power(type.Precision) - 1) / Power(type.Scale)),
        CellKind.Single => float.MaxValue,
        CellKind.Double => double.MaxValue,
        CellKind.Time => 86_399,
        CellKind.Duration => 9.2e12,
        _ => double.PositiveInfinity,
    };

    /// <summary>A power of ten; as a precision is checked apart, one that no decimal holds counts as the largest.</summary>
    public static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Min(exponent, 28); i++)
            power *= 10;
        return power;
    }

    private static decimal Round(decimal number, Rounding rounding) =>
        rounding == Rounding.Nearest ? Math.Round(number) : rounding == Rounding.Up ? Math.Ceiling(number) : Math.Floor(number);

    private static string KindKeyword(CellKind kind) => kind switch
    {
        CellKind.SByte => "sbyte",
        CellKind.Byte => "byte",
        CellKind.Int16 => "short",
        _ => "ushort",
    };
}

/// <summary>What becomes of a fraction of a unit: of a lower bound and an upper one, units outside are not meant.</summary>
internal enum Rounding
{
    Nearest,
    Up,
    Down,
}
