using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StellarForge.Engine.Streams;
using StellarForge.Formats;

namespace StellarForge.Engine.Tests.Streams;

public sealed class ShardEventsTests
{
    private static readonly Model Retail = StellarForge.Retail.ForgeModel.Instance;

    private static readonly StreamFaults Faults = new() { Late = 0.05, Disorder = 0.1, Duplicates = 0.03, Bad = 0.02 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_row_of_a_fill_is_sent_once_as_itself(int shards)
    {
        var plan = Plan(shards, Faults, "orders", "order_lines", "payments", "shipments", "users", "customer_interactions");

        var events = All(plan);

        foreach (var (index, table) in plan.Tables.Index())
        {
            var rows = events.Where(place => place.Table == index && place.Copy == EventCopy.Row).Select(place => place.Row).ToList();
            rows.Distinct().Count().ShouldBe(rows.Count);
            rows.Count.ShouldBe((int)FillPlanner.CountRows(table.Table, plan.World, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Events_of_a_shard_rise_in_their_send_order()
    {
        var plan = Plan(2, Faults, "orders", "order_lines", "users", "customer_interactions");

        for (var shard = 0; shard < plan.Shards; shard++)
        {
            var places = Shard(plan, shard, EventPlace.None).ToList();
            places.ShouldBe(places.Order());
            places.Distinct().Count().ShouldBe(places.Count);
        }
    }

    [Fact]
    public void A_shard_that_goes_on_after_any_event_sends_the_others_and_no_more()
    {
        var plan = Plan(2, Faults, "orders", "order_lines", "payments", "users");
        var all = Shard(plan, 1, EventPlace.None).ToList();

        Prop.ForAll(
            Gen.Choose(0, all.Count - 1).ToArbitrary(),
            last => Shard(plan, 1, all[last]).SequenceEqual(all.Skip(last + 1))).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void What_is_counted_before_is_what_is_sent()
    {
        var plan = Plan(4, Faults, "orders", "order_lines", "payments", "users");

        var counts = StreamCounts.Of(plan, count: null, TestContext.Current.CancellationToken);

        var events = All(plan);
        foreach (var (index, table) in counts.Index())
        {
            long Sent(EventCopy copy) => events.Count(place => place.Table == index && place.Copy == copy);
            (table.Events, table.Duplicates, table.Bad).ShouldBe((Sent(EventCopy.Row), Sent(EventCopy.Duplicate), Sent(EventCopy.Bad)));
        }

        // About what was asked for: 400 orders with their lines.
        var orders = counts.Single(table => table.Table.Schema.Name == "order_lines");
        ((double)orders.Late / orders.Events).ShouldBe(0.05, 0.03);
        ((double)orders.Disorder / orders.Events).ShouldBe(0.095, 0.04);
        orders.Bad.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_limited_count_is_counted_by_the_order()
    {
        var plan = Plan(4, Faults, "orders", "order_lines", "users");

        var counts = StreamCounts.Of(plan, count: 333, TestContext.Current.CancellationToken);

        counts.Sum(table => table.Events).ShouldBe(333);
        counts.Single(table => table.Table.Schema.Name == "order_lines").Events.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Without_faults_events_come_in_the_order_of_their_time()
    {
        var plan = Plan(1, StreamFaults.None, "orders", "order_lines");
        var events = new ShardEvents(plan, EventTimes.Of(plan), 0, EventPlace.None);
        var last = long.MinValue;
        var sent = 0;
        for (; events.HasNext; events.Advance(), sent++)
        {
            var row = events.Row();
            events.Current.SendTime.ShouldBeGreaterThanOrEqualTo(last);
            last = events.Current.SendTime;

            // An order's own time; its lines follow it.
            if (events.Current.Table == 0)
                row.Probe.Time.ShouldBe(last);
        }

        sent.ShouldBeGreaterThan(400);
    }

    [Fact]
    public void A_row_that_waited_is_made_once_more_as_it_was()
    {
        var plan = Plan(2, Faults with { Late = 0.5 }, "order_lines");
        var inTime = Plan(2, StreamFaults.None, "order_lines");
        var keys = Keys(inTime);

        var delayed = Keys(plan);

        delayed.Order().ShouldBe(keys.Order());
        delayed.ShouldNotBe(keys);
    }

    [Fact]
    public void Tables_without_a_timeline_are_spread_over_the_streams_span()
    {
        var plan = Plan(1, StreamFaults.None, "orders", "products");

        var places = All(plan);

        // Neither table comes before the other.
        var products = places.Index().Where(pair => pair.Item.Table == 0).Select(pair => (double)pair.Index).Average();
        products.ShouldBe(places.Count / 2.0, places.Count / 10.0);
    }

    [Fact]
    public void A_partition_depends_on_the_key_alone_and_is_frozen()
    {
        // Where keys go is what a stream that was begun with an earlier release goes on with: these must never change.
        Enumerable.Range(0, 12).Select(key => PartitionHash.Of(Encoding.UTF8.GetBytes($"{key}"), 8)).ShouldBe(Frozen);
        var spread = Enumerable.Range(0, 80_000).CountBy(key => PartitionHash.Of(Encoding.UTF8.GetBytes($"{key}"), 8)).ToDictionary();
        spread.Values.ShouldAllBe(count => count > 9_600 && count < 10_400);
    }

    private static readonly int[] Frozen = [6, 3, 5, 5, 5, 2, 5, 6, 0, 1, 0, 5];

    private static List<string> Keys(StreamPlan plan)
    {
        var keys = new List<string>();
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            for (var events = new ShardEvents(plan, EventTimes.Of(plan), shard, EventPlace.None); events.HasNext; events.Advance())
            {
                if (events.Current.Copy == EventCopy.Row)
                    keys.Add(Encoding.UTF8.GetString(events.Row().Probe.Key));
            }
        }

        return keys;
    }

    private static List<EventPlace> All(StreamPlan plan) =>
        [.. Enumerable.Range(0, plan.Shards).SelectMany(shard => Shard(plan, shard, EventPlace.None))];

    private static IEnumerable<EventPlace> Shard(StreamPlan plan, int shard, EventPlace after)
    {
        for (var events = new ShardEvents(plan, EventTimes.Of(plan), shard, after); events.HasNext; events.Advance())
            yield return events.Current;
    }

    private static StreamPlan Plan(int shards, StreamFaults faults, params string[] tables)
    {
        var world = new World(42, 1, new Dictionary<string, long> { ["orders"] = 400, ["users"] = 300, ["products"] = 300, ["customer_interactions"] = 500 });
        var chosen = Retail.Tables.Where(table => tables.Contains(table.Schema.QualifiedName)).Select(table => new StreamTable(table, table.Schema.Name, 4));
        return new StreamPlan(Retail, world, [.. chosen], new JsonMessageFormat(), faults, shards);
    }
}
