using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Constants of attributes, as numbers of a type's units and as code, in the invariant culture.</summary>
internal static class Constants
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Stands for null among literals.</summary>
    public const string Null = "null";

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

    /// <summary>The units in 1: the scale's power of ten for decimals, microseconds in a second for times.</summary>
    public static long Unit(CellType type) => type.Kind switch
    {
        CellKind.Decimal => Power(type.Scale),
        CellKind.Time or CellKind.Duration => MicrosecondsPerSecond,
        _ => 1,
    };

    /// <summary>A number as whole units.</summary>
    public static bool TryUnits(double value, CellType type, out long units)
    {
        var scaled = Math.Round(value * Unit(type));
        units = scaled is > -9.2e18 and < 9.2e18 ? (long)scaled : 0;

        // Cents from a double such as 0.1 are exact only by way of decimal.
        if (type.Kind == CellKind.Decimal && Math.Abs(value) < 1e15)
            units = (long)Math.Round((decimal)value * Unit(type));
        return scaled is > -9.2e18 and < 9.2e18 && value >= Smallest(type) && value <= Largest(type);
    }

    /// <summary>A text as whole units: a date, a time, a span or a decimal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type.</param>
    /// <param name="units">The units.</param>
    public static bool TryUnits(string text, CellType type, out long units)
    {
        units = 0;
        switch (type.Kind)
        {
            case CellKind.Date or CellKind.Timestamp or CellKind.TimestampOffset:
                if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                    return false;
                var microseconds = (time.UtcTicks - new DateTime(1970, 1, 1).Ticks) / 10;
                units = type.Kind != CellKind.Date ? microseconds : (long)Math.Floor(microseconds / 86_400_000_000m);
                return true;
            case CellKind.Time or CellKind.Duration:
                return TrySpan(text, out units);
            default:
                if (!type.IsNumber || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    return false;
                var scaled = Math.Round(number * Unit(type));
                if (scaled is < long.MinValue or > long.MaxValue)
                    return false;
                units = (long)scaled;
                return true;
        }
    }

    public static bool TrySpan(string text, out long microseconds)
    {
        var parsed = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span);
        microseconds = span.Ticks / 10;
        return parsed;
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
        CellKind.Decimal => -Largest(type),
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
        CellKind.Decimal => Math.Min(9.2e18, Math.Pow(10, type.Precision) - 1) / Power(type.Scale),
        CellKind.Time => 86_399,
        CellKind.Duration => 9.2e12,
        _ => double.PositiveInfinity,
    };

    public static long Power(int scale)
    {
        var power = 1L;
        for (; scale > 0; scale--)
            power *= 10;
        return power;
    }

    private static string KindKeyword(CellKind kind) => kind switch
    {
        CellKind.SByte => "sbyte",
        CellKind.Byte => "byte",
        CellKind.Int16 => "short",
        _ => "ushort",
    };
}
