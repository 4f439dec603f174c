using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams.Live;

public sealed class LivePlannerTests
{
    private static readonly LivePlan Live = new(new LivePace(0, [], TrafficPattern.Flat));

    [Fact]
    public void A_rate_is_of_all_events_and_owned_rows_come_with_their_owners()
    {
        var plan = LivePlanner.Plan(LiveShard.Plan(StreamFaults.None, 2, "orders", "order_lines"), Live, 300, new Dictionary<string, TableRate>());
        using var shard = new LiveShard(plan, 0);

        var sent = shard.Send(new LiveHorizon(LiveShard.Noon + (60 * LiveShard.Second), [plan.Live!.Pace.SegmentAt(LiveShard.Noon)]));

        plan.Live.Pace.Rate.ShouldBe(300, 0.001);
        sent.Count.ShouldBeInRange(8_500, 9_500);
    }

    [Fact]
    public void Tables_share_what_is_left_of_the_rate_by_their_weights()
    {
        var plan = LiveShard.Plan(StreamFaults.None, 2, "orders", "users", "customer_interactions");
        var rates = new Dictionary<string, TableRate> { ["orders"] = new(50, true), ["customer_interactions"] = new(4, false), ["users"] = new(1, false) };

        var pace = LivePlanner.Plan(plan, Live, 100, rates).Live!.Pace;

        // The model's order: users, interactions, orders.
        pace.Shares.Select(share => Math.Round(share * pace.Rate, 6)).ShouldBe([10, 40, 50]);
        LivePlanner.Plan(plan, Live, null, rates).Live!.Pace.Rate.ShouldBe(150, 0.001);
    }

    [Fact]
    public void Without_weights_tables_come_as_often_as_in_a_fill()
    {
        var plan = LivePlanner.Plan(LiveShard.Plan(StreamFaults.None, 2, "users", "customer_interactions"), Live, 80, new Dictionary<string, TableRate>());

        plan.Live!.Pace.Shares.Select(share => Math.Round(share, 6)).ShouldBe([0.375, 0.625]);
    }

    [Fact]
    public void More_rows_than_may_wait_are_refused_with_their_number()
    {
        var plan = LiveShard.Plan(StreamFaults.None, 2, "orders", "payments");
        var rates = new Dictionary<string, TableRate> { ["orders"] = new(100, true) };

        var refused = Should.Throw<FillRefusedException>(() => LivePlanner.Plan(plan, Live with { PendingLimit = 100_000 }, null, rates));

        // A hundred orders a second, nearly each with a payment up to two hours later.
        refused.Message.ShouldMatch("up to [67]\\d\\d,\\d{3} rows would wait");
        LivePlanner.Plan(plan, Live with { PendingLimit = 720_000 }, null, rates).Live!.PendingLimit.ShouldBe(720_000);
    }
}
