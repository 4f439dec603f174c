using System.Runtime.CompilerServices;

namespace StellarForge;

/// <summary>
/// The canonical form of dates and times, and its conversion from and to the types of .NET: days and microseconds since 1970 UTC. Sinks and readers of stores
/// convert with it, as does generated code.
/// </summary>
public static class Canonical
{
    // The day number of 1970-01-01.
    private const int UnixEpochDay = 719_162;

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

    /// <summary>The days of a time: for sinks whose store keeps a date and a time of day apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DaysOf(long microseconds) => (int)FloorDivide(microseconds, TimeSpan.MicrosecondsPerDay);

    /// <summary>Whether days since 1970 are a date of the years 1 to 9999.</summary>
    internal static bool IsDate(long days) => days is >= FirstDay and <= LastDay;

    /// <summary>A quotient rounded down.</summary>
    internal static long FloorDivide(long value, long divisor) =>
        value % divisor < 0 ? (value / divisor) - 1 : value / divisor;
}
