using StellarForge.Distributions;

namespace StellarForge.Live;

/// <summary>
/// A traffic pattern along the clock, UTC: how much traffic there was since a day, in microseconds of the mean rate. A day's curve, made of straight lines
/// between full hours, times a factor for each day.
/// </summary>
internal sealed class LiveCurve
{
    private const int Days = 50 * 366;
    private const double Hour = TimeSpan.MicrosecondsPerHour;
    private const double FlashSaleFactor = 20;

    // From 0.4 at four in the morning to 1.4 at eight in the evening; 1 on average.
    private static readonly double[] Hours =
        [0.83, 0.70, 0.59, 0.49, 0.40, 0.53, 0.70, 0.86, 1.00, 1.09, 1.14, 1.16, 1.18, 1.16, 1.14, 1.14, 1.16, 1.19, 1.27, 1.36, 1.40, 1.33, 1.18, 1.00];

    private readonly long _start;

    // Of each day: the traffic before it, and its factor.
    private readonly double[] _before = new double[Days + 1];
    private readonly double[] _factors = new double[Days];

    // Of each hour of a day of factor 1: the traffic before it, and the rates at its start and end.
    private readonly double[] _beforeHour = new double[25];
    private readonly double[] _from = new double[24];
    private readonly double[] _to = new double[24];

    /// <summary>Makes the curve of a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="firstDay">The day from which on traffic is counted, and traffic grows, in days since 1970.</param>
    public LiveCurve(TrafficPattern pattern, int firstDay)
    {
        _start = firstDay * TimeSpan.MicrosecondsPerDay;
        for (var hour = 0; hour < 24; hour++)
        {
            var factor = pattern == TrafficPattern.FlashSale && hour is 11 or 12 ? FlashSaleFactor : 1;
            _from[hour] = factor * HourRate(pattern, hour);
            _to[hour] = factor * HourRate(pattern, hour + 1);
        }

        // So that the mean is 1, whatever the burst of a sale adds.
        var mean = _from.Zip(_to, (from, to) => (from + to) / 2).Sum() / 24;
        for (var hour = 0; hour < 24; hour++)
        {
            _from[hour] /= mean;
            _to[hour] /= mean;
            _beforeHour[hour + 1] = _beforeHour[hour] + (_from[hour] + _to[hour]) / 2 * Hour;
        }

        for (var day = 0; day < Days; day++)
        {
            _factors[day] = Traffic.DayFactor(pattern, firstDay, firstDay + day);
            _before[day + 1] = _before[day] + _factors[day] * _beforeHour[24];
        }
    }

    /// <summary>The moment at which the curve ends: half a century later.</summary>
    public long End => _start + Days * TimeSpan.MicrosecondsPerDay;

    /// <summary>The traffic up to a time from the first day on. It never falls.</summary>
    public double Until(long time)
    {
        var since = Math.Clamp(time - _start, 0, Days * TimeSpan.MicrosecondsPerDay - 1);
        var (day, within) = Math.DivRem(since, TimeSpan.MicrosecondsPerDay);
        var (hour, rest) = Math.DivRem(within, TimeSpan.MicrosecondsPerHour);
        var share = rest / Hour;
        return _before[day] + _factors[day] * (_beforeHour[hour] + (_from[hour] + (_to[hour] - _from[hour]) / 2 * share) * share * Hour);
    }

    /// <summary>The first time by which there was so much traffic, or <see cref="End"/>.</summary>
    public long TimeOf(double traffic)
    {
        if (!(traffic < _before[Days]))
            return End;

        var day = LastNotAbove(_before, traffic);
        var rest = (traffic - _before[day]) / _factors[day];
        var hour = Math.Min(LastNotAbove(_beforeHour, rest), 23);

        // The area under a line is a quadratic function of where it ends: solved without cancellation.
        var area = Math.Max(0, rest - _beforeHour[hour]) / Hour;
        var slope = _to[hour] - _from[hour];
        var share = 2 * area / (_from[hour] + Math.Sqrt(Math.Max(0, _from[hour] * _from[hour] + 2 * slope * area)));
        var time = _start + day * TimeSpan.MicrosecondsPerDay + (long)((hour + share) * Hour);

        // Rounding is a microsecond off now and then: exact is what Until says, so that times never fall.
        while (time < End && Until(time) < traffic)
            time++;
        while (time > _start && Until(time - 1) >= traffic)
            time--;
        return time;
    }

    private static double HourRate(TrafficPattern pattern, int hour) => pattern is TrafficPattern.Flat or TrafficPattern.Growth ? 1 : Hours[hour % 24];

    private static int LastNotAbove(double[] values, double value)
    {
        var found = Array.BinarySearch(values, value);
        return Math.Max(0, found >= 0 ? found : ~found - 1);
    }
}
