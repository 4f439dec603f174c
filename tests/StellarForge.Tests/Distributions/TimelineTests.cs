using StellarForge.Generated;
using StellarForge.Tests.Support;

namespace StellarForge.Tests.Distributions;

public class TimelineTests
{
    private static readonly StreamKey Key = StreamKey.Derive(42, "Event", "At");
    private static readonly DateTime Monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<TrafficPattern> Patterns => [.. Enum.GetValues<TrafficPattern>()];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Times_never_fall_and_stay_within_the_span(TrafficPattern pattern)
    {
        TimeSpan[] spans =
            [TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromHours(5), TimeSpan.FromDays(31), TimeSpan.FromDays(36_500)];
        foreach (var span in spans)
        {
            foreach (var rows in (long[])[1, 2, 1_000, 100_000_000_000])
            {
                var timeline = new Timeline(Monday, Monday + span, pattern, rows);
                foreach (var first in (long[])[0, rows / 2, rows - 500])
                {
                    var last = long.MinValue;
                    for (var row = Math.Max(0, first); row < Math.Min(rows, first + 500); row++)
                    {
                        var random = Key.At(row);
                        var time = timeline.At(row, ref random);
                        time.ShouldBeGreaterThanOrEqualTo(last, $"row {row} of {rows} in {span}");
                        time.ShouldBeInRange(Canonical.FromDateTime(Monday), Canonical.FromDateTime(Monday + span) - 1);
                        last = time;
                    }
                }
            }
        }
    }

    [Fact]
    public void A_row_lies_within_its_own_slot()
    {
        // A millisecond for each row of a flat timeline.
        var timeline = new Timeline(Monday, Monday.AddSeconds(10), TrafficPattern.Flat, 10_000);
        var within = new long[10];
        for (var row = 0L; row < 10_000; row++)
        {
            var random = Key.At(row);
            var time = timeline.At(row, ref random) - Canonical.FromDateTime(Monday);
            (time / 1_000).ShouldBe(row);
            within[time % 1_000 / 100]++;
        }

        within.ShouldBeUniform();
    }

    [Fact]
    public void Diurnal_traffic_is_quiet_at_night_and_peaks_in_the_evening()
    {
        var hours = Share(TrafficPattern.Diurnal, Monday.AddDays(10), time => time.Hour, 24);

        hours.Max().ShouldBe(hours[20], 0.003);
        hours.Min().ShouldBe(hours[4], 0.003);
        (hours[20] / hours[4]).ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Weekly_traffic_is_busiest_at_the_weeks_end()
    {
        var days = Share(TrafficPattern.Weekly, Monday.AddDays(70), time => (int)time.DayOfWeek, 7);

        days.OrderDescending().Take(2).ShouldBe([days[6], days[0]]);
        (days[6] / days[2]).ShouldBe(1.35 / 0.88, 0.05);
    }

    [Fact]
    public void Seasonal_traffic_is_highest_in_November_and_December()
    {
        var months = Share(TrafficPattern.Seasonal, Monday.AddYears(3), time => time.Month - 1, 12);

        months.OrderDescending().Take(2).ShouldBe([months[11], months[10]]);
    }

    [Fact]
    public void Growth_doubles_each_year()
    {
        var years = Share(TrafficPattern.Growth, Monday.AddYears(4), time => time.Year - 2024, 4);

        for (var year = 1; year < 4; year++)
            (years[year] / years[year - 1]).ShouldBe(2, 0.02);
    }

    [Fact]
    public void Growth_over_thousands_of_years_stays_finite()
    {
        var timeline = new Timeline(DateTime.MinValue, DateTime.MaxValue, TrafficPattern.Growth, 1_000);
        var random = Key.At(0);

        Canonical.ToDateTime(timeline.At(0, ref random)).Year.ShouldBeGreaterThan(9_900);
    }

    [Fact]
    public void A_flash_sale_is_twenty_times_as_busy_for_two_hours()
    {
        var hours = Share(TrafficPattern.FlashSale, Monday.AddDays(1), time => time.Hour, 24);
        var plain = Share(TrafficPattern.Diurnal, Monday.AddDays(1), time => time.Hour, 24);

        foreach (var hour in (int[])[11, 12])
            (hours[hour] / hours[15] / (plain[hour] / plain[15])).ShouldBe(20, 0.5);
    }

    [Fact]
    public void Spans_and_rows_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => new Timeline(Monday, Monday, TrafficPattern.Flat, 1)).Message.ShouldContain("is not after the start");
        Should.Throw<ArgumentException>(() => new Timeline(Monday, Monday.AddDays(1), TrafficPattern.Flat, 0));
        Should.Throw<ArgumentException>(() => new Timeline(Monday, Monday.AddDays(1), (TrafficPattern)99, 1)).Message.ShouldContain("99");
    }

    private static double[] Share(TrafficPattern pattern, DateTime end, Func<DateTime, int> part, int parts)
    {
        const int Rows = 200_000;
        var timeline = new Timeline(Monday, end, pattern, Rows);
        var counts = new double[parts];
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            counts[part(Canonical.ToDateTime(timeline.At(row, ref random)))] += 1.0 / Rows;
        }

        return counts;
    }
}
