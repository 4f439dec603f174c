using StellarForge.Live;
using StellarForge.Schema;

namespace StellarForge.Tests.Live;

public class LiveRowsTests
{
    private const int Shards = 8;
    private const long Second = TimeSpan.MicrosecondsPerSecond;
    private const long Hour = TimeSpan.MicrosecondsPerHour;
    private const long Day = TimeSpan.MicrosecondsPerDay;

    private static readonly TableSchema Orders = new() { Name = "orders", ClassName = "Order", Columns = [], Rows = 1_000 };
    private static readonly TableSchema Users = new() { Name = "users", ClassName = "User", Columns = [], Rows = 77 };
    private static readonly long Monday = Canonical.FromDateTime(new DateTime(2026, 11, 16, 0, 0, 0, DateTimeKind.Utc));

    public static TheoryData<TrafficPattern> Patterns => [.. Enum.GetValues<TrafficPattern>()];

    [Fact]
    public void A_shards_rows_lie_behind_the_filled_ones_between_those_of_the_others()
    {
        var live = Begun(Monday, TrafficPattern.Flat, 10, 1);

        live.RowOf(Orders, shard: 0, local: 0).ShouldBe(1_000);
        live.RowOf(Orders, shard: 3, local: 2).ShouldBe(1_000 + 2 * Shards + 3);
        live.World.RootRows(Orders).ShouldBe(1_000);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Times_never_fall_and_are_found_again(TrafficPattern pattern)
    {
        foreach (var rate in (double[])[0.001, 3.7, 2_000, 5e6])
        {
            var live = Begun(Monday + 7 * Hour + 1, pattern, rate, 0);
            for (var shard = 0; shard < Shards; shard += 7)
            {
                foreach (var first in (long[])[0, 1_000, 123_456_789])
                {
                    var last = long.MinValue;
                    for (var local = first; local < first + 300; local++)
                    {
                        var time = live.TimeOf(Orders, live.RowOf(Orders, shard, local));
                        time.ShouldBeGreaterThanOrEqualTo(last, $"row {local} at {rate}/s");
                        if (time < long.MaxValue)
                        {
                            live.FirstLocal(Orders, shard, time).ShouldBeLessThanOrEqualTo(local);
                            live.FirstLocal(Orders, shard, time + 1).ShouldBeGreaterThan(local);
                        }

                        if (time > last && last > long.MinValue)
                            live.FirstLocal(Orders, shard, time).ShouldBe(local);
                        last = time;
                    }
                }
            }
        }
    }

    [Fact]
    public void A_flat_rate_brings_a_row_in_each_share_of_a_second_of_every_shard()
    {
        var live = Begun(Monday, TrafficPattern.Flat, 80, 8);
        for (var shard = 0; shard < Shards; shard++)
        {
            for (var local = 0L; local < 1_000; local++)
            {
                (live.TimeOf(Orders, live.RowOf(Orders, shard, local)) - Monday).ShouldBeInRange(local * Second / 10, (local + 1) * Second / 10);
                (live.TimeOf(Users, live.RowOf(Users, shard, local)) - Monday).ShouldBeInRange(local * Second, (local + 1) * Second);
            }
        }
    }

    [Fact]
    public void Rows_do_not_come_like_clockwork()
    {
        var live = Begun(Monday, TrafficPattern.Flat, 8, 0);
        var gaps = Enumerable.Range(0, 500).Select(local => Time(local + 1) - Time(local)).ToList();

        gaps.Min().ShouldBeLessThan(Second / 4);
        gaps.Max().ShouldBeGreaterThan(Second * 7 / 4);

        long Time(int local) => live.TimeOf(Orders, live.RowOf(Orders, 0, local));
    }

    [Fact]
    public void Diurnal_traffic_is_from_two_fifths_to_seven_fifths_of_the_rate()
    {
        var live = Begun(Monday + 5 * Hour, TrafficPattern.Diurnal, 1_000, 0);
        var minutes = Enumerable.Range(0, 24 * 60).Select(minute => Rate(live, Monday + Day + minute * Hour / 60, Hour / 60)).ToList();

        minutes.Average().ShouldBe(1_000, 0.01);
        minutes.Min().ShouldBe(minutes[4 * 60], 1);
        minutes.Max().ShouldBe(minutes[20 * 60], 1);
        minutes[4 * 60].ShouldBe(400, 2);
        minutes[20 * 60].ShouldBe(1_400, 2);
    }

    [Fact]
    public void Weekly_traffic_has_the_rate_on_average_and_busy_weekends()
    {
        var live = Begun(Monday + 5 * Hour, TrafficPattern.Weekly, 100, 0);
        var days = Enumerable.Range(1, 7).Select(day => Rate(live, Monday + day * Day, Day)).ToList();

        days.Average().ShouldBe(100, 0.001);
        (days[4] / days[0]).ShouldBe(1.35 / 0.88, 0.0001, "Saturday and Tuesday");
        Rate(live, Monday + 8 * Day + 4 * Hour, Hour / 60).ShouldBe(days[0] * 0.4, 0.5);
    }

    [Fact]
    public void Seasonal_traffic_has_the_rate_on_average_and_a_high_season()
    {
        var live = Begun(Monday, TrafficPattern.Seasonal, 100, 0);
        var first = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var months = Enumerable.Range(0, 12)
            .Select(month => Rate(live, Canonical.FromDateTime(first.AddMonths(month)), Canonical.FromDateTime(first.AddMonths(month).AddDays(28))
                - Canonical.FromDateTime(first.AddMonths(month)))).ToList();

        Rate(live, Canonical.FromDateTime(first), 365 * Day).ShouldBe(100, 0.3);
        (months[11] / months[1]).ShouldBe(1.80 / 0.82, 0.0001);
        (months[10] / months[1]).ShouldBe(1.55 / 0.82, 0.0001);
    }

    [Fact]
    public void Growth_doubles_the_rate_in_a_year_after_the_streams_start_whatever_segments_begin_meanwhile()
    {
        var live = Begun(Monday, TrafficPattern.Growth, 100, 0);
        for (var shard = 0; shard < Shards; shard++)
            live.Begin(shard, new LiveSegment(Monday + 90 * Day, TrafficPattern.Growth, [100, 0]));

        Rate(live, Monday, Hour).ShouldBe(100, 0.01);
        Rate(live, Monday + 365 * Day, 2 * Day).ShouldBe(200, 0.5);
    }

    [Fact]
    public void A_flash_sale_bursts_around_noon_and_has_the_rate_on_average()
    {
        var live = Begun(Monday, TrafficPattern.FlashSale, 1_000, 0);
        var hours = Enumerable.Range(0, 24).Select(hour => Rate(live, Monday + Day + hour * Hour, Hour)).ToList();

        hours.Average().ShouldBe(1_000, 0.01);
        (hours[11] / hours[10]).ShouldBe(20 * 1.17 / 1.15, 0.01);
        (hours[12] / hours[13]).ShouldBe(20 * 1.17 / 1.15, 0.01);
    }

    [Fact]
    public void A_pause_has_no_rows_and_a_segment_that_begins_keeps_what_came_before()
    {
        var live = Begun(Monday, TrafficPattern.Flat, 100, 10);
        var before = Times(live, 3, 500);
        before[^1].ShouldBeLessThan(Monday + 60 * Second);

        Begin(live, Monday + 60 * Second, TrafficPattern.Flat, 0, 0);
        Times(live, 3, 500).ShouldBe(before);
        var count = live.FirstLocal(Orders, 3, Monday + 60 * Second);
        live.FirstLocal(Orders, 3, Monday + 10 * Day).ShouldBe(count);
        live.TimeOf(Orders, live.RowOf(Orders, 3, count)).ShouldBe(long.MaxValue);

        Begin(live, Monday + 3_600 * Second, TrafficPattern.Diurnal, 400, 0);
        Times(live, 3, 500).ShouldBe(before);
        live.FirstLocal(Orders, 3, Monday + 3_600 * Second).ShouldBe(count);
        live.TimeOf(Orders, live.RowOf(Orders, 3, count)).ShouldBeInRange(Monday + 3_600 * Second, Monday + 3_601 * Second);
        Rate(live, Monday + 28 * Hour, Hour / 60).ShouldBe(160, 1);
        live.TimeOf(Users, live.RowOf(Users, 3, 100)).ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Rates_that_change_often_neither_lose_nor_gain_rows()
    {
        var (one, many) = (Begun(Monday, TrafficPattern.Weekly, 0.5, 3), Begun(Monday, TrafficPattern.Weekly, 0.5, 3));
        for (var step = 1; step <= 1_000; step++)
            Begin(many, Monday + step * Second, TrafficPattern.Weekly, 0.5, 3);

        foreach (var table in (TableSchema[])[Orders, Users])
        {
            for (var shard = 0; shard < Shards; shard++)
            {
                for (var local = 0; local < 300; local++)
                {
                    var row = one.RowOf(table, shard, local);
                    Math.Abs(one.TimeOf(table, row) - many.TimeOf(table, row)).ShouldBeLessThan(5, $"row {local} of shard {shard}");
                }
            }
        }
    }

    [Fact]
    public async Task Segments_of_other_shards_change_nothing_while_they_begin()
    {
        var live = Begun(Monday, TrafficPattern.Diurnal, 1_000, 0);
        var expected = Times(live, 0, 20_000);

        var begin = Task.Run(() =>
        {
            for (var step = 1; step <= 200; step++)
                live.Begin(1 + step % (Shards - 1), new LiveSegment(Monday + step * Second, (TrafficPattern)(step % 6), [step, step]));
        }, TestContext.Current.CancellationToken);
        Times(live, 0, 20_000).ShouldBe(expected);
        await begin;
        Times(live, 0, 20_000).ShouldBe(expected);
    }

    [Fact]
    public void Nothing_comes_before_the_first_segment_and_nothing_half_a_century_later()
    {
        var live = new LiveRows(World.Default, [Orders, Users], Shards, 0);
        live.TimeOf(Orders, 1_000).ShouldBe(long.MaxValue);
        live.FirstLocal(Orders, 0, Monday).ShouldBe(0);

        live.Begin(0, new LiveSegment(Monday, TrafficPattern.Flat, [1e-9, 1e-300]));
        live.TimeOf(Orders, 1_000).ShouldBe(long.MaxValue);
        live.TimeOf(Users, 77).ShouldBe(long.MaxValue);
        live.FirstLocal(Orders, 0, Monday + 60_000 * Day).ShouldBe(0);
    }

    [Fact]
    public void What_is_no_segment_is_refused()
    {
        var live = Begun(Monday, TrafficPattern.Flat, 1, 1);

        Refused(new LiveSegment(Monday - 1, TrafficPattern.Flat, [1, 1])).ShouldBe(
            "The segment begins at 2026-11-15T23:59:59.9999990Z, before the shard's last, at 2026-11-16T00:00:00.0000000Z.");
        Refused(new LiveSegment(Monday, TrafficPattern.Flat, [1])).ShouldStartWith("The segment has 1 rates for 2 tables.");
        Refused(new LiveSegment(Monday, TrafficPattern.Flat, [1, -1])).ShouldStartWith("A rate of -1 rows a second is none");
        Refused(new LiveSegment(Monday, TrafficPattern.Flat, [double.NaN, 1])).ShouldStartWith("A rate of NaN rows a second is none");

        string Refused(LiveSegment segment) => Should.Throw<ArgumentException>(() => live.Begin(0, segment)).Message;
    }

    [Fact]
    public void Tables_that_are_not_streamed_have_no_live_rows()
    {
        var lines = new TableSchema { Name = "lines", ClassName = "Line", Columns = [], Owner = new OwnerSchema(Orders, 1, 3) };

        Should.Throw<ArgumentException>(() => new LiveRows(World.Default, [lines], Shards, 0)).Message
            .ShouldStartWith("Table lines is streamed with orders, which owns it; give that.");
        Should.Throw<ArgumentException>(() => new LiveRows(World.Default, [Orders], Shards, 0).TimeOf(Users, 77)).Message
            .ShouldStartWith("Table users is not among the streamed ones.");
    }

    private static LiveRows Begun(long start, TrafficPattern pattern, params double[] rates)
    {
        var live = new LiveRows(World.Default, [Orders, Users], Shards, grace: 0);
        Begin(live, start, pattern, rates);
        return live;
    }

    private static void Begin(LiveRows live, long start, TrafficPattern pattern, params double[] rates)
    {
        for (var shard = 0; shard < Shards; shard++)
            live.Begin(shard, new LiveSegment(start, pattern, [.. rates]));
    }

    private static long[] Times(LiveRows live, int shard, int rows) =>
        [.. Enumerable.Range(0, rows).Select(local => live.TimeOf(Orders, live.RowOf(Orders, shard, local)))];

    // Orders a second over all shards, exact but for a row of each.
    private static double Rate(LiveRows live, long from, long span) => Enumerable.Range(0, Shards)
        .Sum(shard => live.FirstLocal(Orders, shard, from + span) - live.FirstLocal(Orders, shard, from)) / (span / (double)Second);
}
