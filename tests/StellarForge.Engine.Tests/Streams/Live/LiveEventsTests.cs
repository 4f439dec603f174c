using FsCheck;
using FsCheck.Fluent;
using StellarForge.Engine.Streams;
using static StellarForge.Engine.Tests.Streams.Live.LiveShard;

namespace StellarForge.Engine.Tests.Streams.Live;

public sealed class LiveEventsTests
{
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    private static readonly StreamFaults Faults = new() { Late = 0.05, Disorder = 0.1, Duplicates = 0.03, Bad = 0.02, LateBy = TimeSpan.FromMinutes(20) };

    // Nine hours: long enough for payments, which come up to two hours after their orders.
    private static readonly ShardSegment[] Segments =
        [
            Segment(Faults, Noon, 0.2), Segment(Noon + (3 * Hour), 0.02), Segment(Faults with { Late = 0.5, Bad = 0 }, Noon + (4 * Hour), 0),
            Segment(Faults with { Late = 0.5, Bad = 0.2 }, Noon + (7 * Hour), 0.1),
        ];

    private static readonly LiveHorizon Whole = new(Noon + (9 * Hour), Segments);

    [Fact]
    public void Events_come_in_the_order_of_their_time_each_below_the_limit_of_then()
    {
        var plan = Plan(Faults, 2, "orders", "order_lines", "payments");
        using var shard = new LiveShard(plan, 1);
        var last = EventPlace.None;
        for (var limit = Noon; limit <= Whole.Limit; limit += 7 * Minute)
        {
            foreach (var sent in shard.Send(new LiveHorizon(limit, [.. Segments.Where(segment => segment.Rows.Start < limit)])))
            {
                sent.Place.CompareTo(last).ShouldBeGreaterThan(0);
                sent.Place.SendTime.ShouldBeLessThan(limit);
                last = sent.Place;
            }
        }

        shard.Position.Next.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void What_is_sent_does_not_depend_on_how_far_it_might_go_at_once()
    {
        var plan = Plan(Faults, 2, "orders", "order_lines", "payments");
        using var whole = new LiveShard(plan, 0);
        using var step = new LiveShard(plan, 0);
        var expected = whole.Send(Whole);

        var sent = new List<SentEvent>();
        for (var limit = Noon; limit < Whole.Limit; limit += 11 * Minute)
            sent.AddRange(step.Send(new LiveHorizon(limit, [.. Segments.Where(segment => segment.Rows.Start < limit)])));
        sent.AddRange(step.Send(Whole));

        sent.ShouldBe(expected);
    }

    [Fact]
    public void Another_process_goes_on_after_any_event_with_the_same_events()
    {
        var plan = Plan(Faults, 2, "orders", "order_lines", "payments");
        using var first = new LiveShard(plan, 1);
        var all = first.Send(Whole);

        Prop.ForAll(
            Gen.Choose(0, (int)(Whole.Limit - Noon) / 1_000_000).ToArbitrary(),
            seconds =>
            {
                using var killed = new LiveShard(plan, 1);
                var limit = Noon + (seconds * Second);
                var sent = killed.Send(new LiveHorizon(limit, [.. Segments.Where(segment => segment.Rows.Start < limit)])).Count;
                using var next = new LiveShard(plan, 1, killed.Position, Whole);
                return next.Send(Whole).SequenceEqual(all.Skip(sent));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public void A_rate_that_changes_changes_no_row_before()
    {
        var plan = Plan(StreamFaults.None, 4, "orders", "order_lines", "payments");
        using var steady = new LiveShard(plan, 2);
        using var changed = new LiveShard(plan, 2);
        var limit = Noon + (2 * Hour);
        var expected = steady.Send(new LiveHorizon(limit, [Segment(Noon, 1)]));

        var sent = changed.Send(new LiveHorizon(Noon + Hour, [Segment(Noon, 1)]));
        sent.AddRange(changed.Send(new LiveHorizon(limit, [Segment(Noon, 1), Segment(Noon + Hour, 10)])));

        bool IsBefore(SentEvent sent) => sent.Place.SendTime < Noon + Hour;
        sent.Where(IsBefore).ShouldBe(expected.Where(IsBefore));

        // A row a second of all four shards, then ten.
        int Orders(IEnumerable<SentEvent> events) => events.Count(sent => sent.Table == "orders");
        Orders(sent.Where(IsBefore)).ShouldBeInRange(899, 901);
        Orders(sent).ShouldBeInRange(900 + 8_998, 900 + 9_002);
    }

    [Fact]
    public void In_a_pause_come_no_orders_but_the_payments_that_fall_due()
    {
        var plan = Plan(StreamFaults.None, 1, "orders", "order_lines", "payments");
        using var shard = new LiveShard(plan, 0);
        var (from, to) = (Noon + Hour, Noon + (2 * Hour));
        var sent = shard.Send(new LiveHorizon(to + Hour, [Segment(Noon, 0.5), Segment(from, 0), Segment(to, 0.5)]));

        var paused = sent.Where(sent => sent.Place.SendTime >= from && sent.Place.SendTime < to).ToList();
        paused.ShouldNotBeEmpty();
        paused.ShouldAllBe(sent => sent.Table == "payments");
        sent.Where(sent => sent.Table == "orders" && sent.Place.SendTime >= to).Count().ShouldBeInRange(1_790, 1_810);
    }

    [Fact]
    public void A_payment_goes_when_it_is_paid_and_its_order_before_with_its_lines()
    {
        var plan = Plan(StreamFaults.None, 2, "orders", "order_lines", "payments");
        using var shard = new LiveShard(plan, 0);
        var placed = new Dictionary<long, long>();
        var payments = 0;
        foreach (var sent in shard.Send(Whole with { Segments = [.. Segments.Select(segment => segment with { Faults = StreamFaults.None })] }))
        {
            if (sent.Table == "orders")
            {
                placed.Add(sent.Number64("order_id"), sent.Place.SendTime);
                sent.Time("placed_at").ShouldBe(sent.Place.SendTime);
                continue;
            }

            var at = placed[sent.Number64("order_id")];
            if (sent.Table == "order_lines")
            {
                sent.Place.SendTime.ShouldBe(at);
                continue;
            }

            sent.Time("paid_at").ShouldBe(sent.Place.SendTime);
            sent.Place.SendTime.ShouldBeInRange(at + (5 * Second), at + (2 * Hour));
            payments++;
        }

        payments.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_key_that_has_no_more_numbers_ends_the_stream_for_all_its_tables_when_what_waits_is_sent()
    {
        var plan = Plan(StreamFaults.None, 2, "suppliers", "orders", "order_lines", "payments");
        plan = plan with { World = new World(42, 1, new Dictionary<string, long>(plan.World.Rows) { ["suppliers"] = int.MaxValue - 900 }) };
        using var shard = new LiveShard(plan, 1);
        ShardSegment[] segments = [Segment(Noon, 1, 1)];

        var sent = shard.Send(new LiveHorizon(Noon + (20 * Minute), segments));
        shard.HasEnded.ShouldBeFalse();
        sent.AddRange(shard.Send(new LiveHorizon(Noon + (3 * Hour), segments)));

        shard.HasEnded.ShouldBeTrue();
        sent.Count(sent => sent.Table == "suppliers").ShouldBe(450);
        sent.Max(sent => sent.Table == "suppliers" ? sent.Number64("supplier_id") : 0).ShouldBeInRange(int.MaxValue - 2, int.MaxValue);
        sent.Count(sent => sent.Table == "orders").ShouldBeInRange(448, 452);
        sent.Where(sent => sent.Table != "payments").Max(sent => sent.Place.SendTime).ShouldBeInRange(Noon + (895 * Second), Noon + (905 * Second));
        sent[^1].Table.ShouldBe("payments");
    }

    [Fact]
    public void Rows_without_an_own_time_come_at_their_rate_too()
    {
        var plan = Plan(StreamFaults.None, 2, "users", "customer_interactions");
        using var shard = new LiveShard(plan, 1);

        var sent = shard.Send(new LiveHorizon(Noon + Hour, [Segment(Noon, 0.5, 2)]));

        sent.Count(sent => sent.Table == "users").ShouldBeInRange(899, 901);
        sent.Count(sent => sent.Table == "customer_interactions").ShouldBeInRange(3_599, 3_601);
    }
}
