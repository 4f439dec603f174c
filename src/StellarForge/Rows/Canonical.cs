using System.Runtime.CompilerServices;

namespace StellarForge;

/// <summary>
/// The canonical form of values, and its conversion from and to the types of properties: decimals as integers at the column's scale,
/// times in microseconds since 1970 UTC, dates in days, text as UTF-8 within the column's length.
/// </summary>
public static partial class Canonical
{
    /// <summary>The day number of 1970-01-01.</summary>
    public const int UnixEpochDay = 719_162;

    // 0001-01-01 and 9999-12-31.
    internal const int FirstDay = -UnixEpochDay;
    internal const int LastDay = 2_932_896;

    /// <summary>Microseconds since 1970 UTC, cut to whole microseconds. A local time is taken as UTC when its kind is unspecified.</summary>
    public static long FromDateTime(DateTime value) =>
        FloorDivide((value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <summary>Microseconds since 1970 UTC.</summary>
    public static long FromDateTimeOffset(DateTimeOffset value) =>
        FloorDivide(value.UtcTicks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <summary>Days since 1970-01-01.</summary>
    public static int FromDate(DateOnly value) => value.DayNumber - UnixEpochDay;

    /// <summary>Microseconds since midnight.</summary>
    public static long FromTime(TimeOnly value) => value.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Microseconds.</summary>
    public static long FromTimeSpan(TimeSpan value) => FloorDivide(value.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <summary>A UTC time.</summary>
    public static DateTime ToDateTime(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A UTC time.</summary>
    public static DateTimeOffset ToDateTimeOffset(long microseconds) => new(ToDateTime(microseconds));

    /// <summary>A date.</summary>
    public static DateOnly ToDate(int days) => DateOnly.FromDayNumber(days + UnixEpochDay);

    /// <summary>A time of day.</summary>
    public static TimeOnly ToTime(long microseconds) => new(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A span of time.</summary>
    public static TimeSpan ToTimeSpan(long microseconds) => new(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A time without the digits that its column does not keep.</summary>
    /// <param name="microseconds">The time.</param>
    /// <param name="unit">Microseconds of the last digit kept; above 0.</param>
    public static long Floor(long microseconds, long unit) => FloorDivide(microseconds, unit) * unit;

    /// <summary>The days of a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DaysOf(long microseconds) => (int)FloorDivide(microseconds, TimeSpan.MicrosecondsPerDay);

    /// <summary>A time that lies a span of time after another.</summary>
    /// <exception cref="OverflowException">It lies beyond the years 1 to 9999.</exception>
    public static long AddToTime(long microseconds, long span)
    {
        var sum = microseconds + span;
        return IsDate(DaysOf(sum))
            ? sum
            : throw new OverflowException(
                $"{ToTimeSpan(span):c} after {ToDateTime(microseconds):s} lies beyond the years 1 to 9999; narrow the bounds.");
    }

    /// <summary>A date that lies days after another.</summary>
    /// <exception cref="OverflowException">It lies beyond the years 1 to 9999.</exception>
    public static int AddToDate(int days, long span)
    {
        var sum = days + span;
        return IsDate(sum)
            ? (int)sum
            : throw new OverflowException($"{span} days after {ToDate(days):yyyy-MM-dd} lies beyond the years 1 to 9999; narrow the bounds.");
    }

    /// <summary>Whether days since 1970 are a date of the years 1 to 9999.</summary>
    internal static bool IsDate(long days) => days is >= FirstDay and <= LastDay;

    private static long FloorDivide(long value, long divisor) =>
        value % divisor < 0 ? (value / divisor) - 1 : value / divisor;
}
