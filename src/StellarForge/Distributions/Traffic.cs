namespace StellarForge.Distributions;

/// <summary>The relative rate of traffic at a time, for each <see cref="TrafficPattern"/>.</summary>
internal static class Traffic
{
    private const double FlashSaleFactor = 20;

    private static readonly double[] Hours =
        [0.45, 0.28, 0.18, 0.12, 0.10, 0.14, 0.28, 0.50, 0.75, 0.95, 1.05, 1.10, 1.15, 1.10, 1.05, 1.05, 1.10, 1.20, 1.40, 1.65, 1.75, 1.55, 1.15, 0.75];

    // From Sunday.
    private static readonly double[] Days = [1.25, 0.90, 0.88, 0.92, 0.98, 1.12, 1.35];

    private static readonly double[] Months = [0.85, 0.82, 0.88, 0.90, 0.95, 0.92, 0.90, 0.88, 0.95, 1.05, 1.55, 1.80];

    private static readonly double MeanDay = Days.Sum() / Days.Length;

    private static readonly double MeanMonth = Months.Select((rate, month) => rate * DateTime.DaysInMonth(2025, month + 1)).Sum() / 365;

    public static double Rate(TrafficPattern pattern, long start, long end, long time) => pattern switch
    {
        TrafficPattern.Flat => 1,
        TrafficPattern.Diurnal => Hour(time),
        TrafficPattern.Weekly => Hour(time) * Day(time),
        TrafficPattern.Seasonal => Hour(time) * Day(time) * Months[Canonical.ToDateTime(time).Month - 1],
        TrafficPattern.Growth => PortableMath.Pow(2, (time - end) / (365.25 * TimeSpan.MicrosecondsPerDay)),
        TrafficPattern.FlashSale => Hour(time) * (Math.Abs(time - (start + (end - start) / 2)) < TimeSpan.MicrosecondsPerHour ? FlashSaleFactor : 1),
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There is no such traffic pattern."),
    };

    /// <summary>How busy a day is by week, season and growth, where an average one has 1; of growth, the first one has.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="firstDay">The day from which on traffic grows, in days since 1970.</param>
    /// <param name="day">The day, in days since 1970.</param>
    public static double DayFactor(TrafficPattern pattern, int firstDay, int day)
    {
        var time = day * TimeSpan.MicrosecondsPerDay;
        return pattern switch
        {
            TrafficPattern.Weekly => Day(time) / MeanDay,
            TrafficPattern.Seasonal => Day(time) / MeanDay * Months[Canonical.ToDateTime(time).Month - 1] / MeanMonth,
            TrafficPattern.Growth => PortableMath.Pow(2, (day - firstDay) / 365.25),
            _ => 1,
        };
    }

    // Straight lines between the full hours.
    private static double Hour(long time)
    {
        var hour = (double)Modulo(time, TimeSpan.MicrosecondsPerDay) / TimeSpan.MicrosecondsPerHour;
        var full = (int)hour;
        return Hours[full] + (hour - full) * (Hours[(full + 1) % 24] - Hours[full]);
    }

    private static double Day(long time) => Days[(int)Canonical.ToDateTime(time).DayOfWeek];

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}
