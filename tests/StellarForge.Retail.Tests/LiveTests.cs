using System.Collections.Immutable;
using System.Globalization;
using StellarForge.Live;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Retail.Tests;

/// <summary>The shop goes on, beyond its filled rows: users sign up, order, and click around.</summary>
public sealed class LiveTests
{
    private const int Shards = 4;
    private const long Minute = TimeSpan.MicrosecondsPerMinute;

    private static readonly Model Shop = ForgeModel.Instance;
    private static readonly long Start = Canonical.FromDateTime(new DateTime(2026, 11, 20, 18, 0, 0, DateTimeKind.Utc));
    private static readonly World Filled = new(scale: 0.002);
    private static readonly ImmutableArray<TableSchema> Roots = [User.ForgeTable.Schema, Order.ForgeTable.Schema, CustomerInteraction.ForgeTable.Schema];

    private static readonly LiveRows Live = Begun(Roots, grace: 10 * Minute);
    private static readonly LiveSample Sample = new(Shop, Live, Roots, Start + 240 * Minute);

    [Fact]
    public void Filled_rows_are_those_of_a_fill()
    {
        foreach (var table in Shop.Tables)
        {
            var (fill, live) = (new CaptureSink(table.Schema), new CaptureSink(table.Schema));
            table.Rows(Filled).Write(0, Filled.EndRow(table.Schema), ref fill);
            table.Rows(Live.World).Write(0, Live.World.EndRow(table.Schema), ref live);
            live.Rows.Select(row => row.Hash).ShouldBe(fill.Rows.Select(row => row.Hash), table.Schema.Name);
        }
    }

    [Fact]
    public void Keys_are_unique_over_filled_and_live_rows_and_references_are_to_older_rows() => Sample.ShouldBeSound(Shop);

    [Fact]
    public void Live_rows_have_the_times_at_which_they_come()
    {
        foreach (var order in Sample.Live(Order.ForgeTable.Schema))
            order.TimeOf(nameof(Order.PlacedAt)).ShouldBe(order.Time);
        foreach (var user in Sample.Live(User.ForgeTable.Schema))
            user.TimeOf(nameof(User.SignedUpAt)).ShouldBe(user.Time);
    }

    [Fact]
    public void Live_users_order_as_much_as_those_that_were_there()
    {
        var orders = Sample.Live(Order.ForgeTable.Schema);
        orders.Count.ShouldBeGreaterThan(4_000);

        // Of about as many users as there were, those who came in the last ten minutes do not order yet. The mean of their share over all orders:
        var expected = orders.Average(order =>
        {
            var own = (double)Live.FirstLocal(User.ForgeTable.Schema, order.Shard, order.Time - 10 * Minute);
            return own / (own + Filled.RootRows(User.ForgeTable.Schema));
        });
        expected.ShouldBeGreaterThan(0.2);
        orders.Average(order => IsLive(order) ? 1.0 : 0).ShouldBe(expected, 0.03);

        bool IsLive(SampledRow order) => long.Parse(order[nameof(Order.UserId)]!, CultureInfo.InvariantCulture) > Filled.RootRows(User.ForgeTable.Schema);
    }

    [Fact]
    public void The_favourites_among_the_filled_users_stay_as_they_were()
    {
        var filled = Sample[Order.ForgeTable.Schema].Where(order => order.Shard == LiveSample.Filled);

        Favourites(Sample.Live(Order.ForgeTable.Schema)).Intersect(Favourites(filled)).Count().ShouldBeGreaterThan(2);

        static IEnumerable<string?> Favourites(IEnumerable<SampledRow> orders) => orders.GroupBy(order => order[nameof(Order.UserId)])
            .OrderByDescending(group => group.Count()).Take(6).Select(group => group.Key);
    }

    [Fact]
    public void Totals_of_live_orders_are_those_of_their_lines()
    {
        var lines = Sample.Live(OrderLine.ForgeTable.Schema).ToLookup(line => line[nameof(OrderLine.OrderId)]);
        foreach (var order in Sample.Live(Order.ForgeTable.Schema))
        {
            var own = lines[order[nameof(Order.OrderId)]].ToList();
            own.Count.ToString(CultureInfo.InvariantCulture).ShouldBe(order[nameof(Order.Lines)]);
            own.Sum(line => Number(line[nameof(OrderLine.LineTotal)])).ShouldBe(Number(order[nameof(Order.Subtotal)]));
        }
    }

    [Fact]
    public void Payments_and_parcels_come_after_their_order_and_within_the_longest_delay()
    {
        var (payments, shipments) = (Payment.ForgeTable.Schema, Shipment.ForgeTable.Schema);
        payments.LongestDelay.ShouldBe(120 * Minute);
        shipments.LongestDelay.ShouldBe(120 * Minute + 3 * TimeSpan.MicrosecondsPerDay);
        OrderLine.ForgeTable.Schema.LongestDelay.ShouldBe(0);
        shipments.Columns.Where(column => column.LongestDelay is not null).Select(column => column.Property).ShouldBe([nameof(Shipment.ShippedAt)]);

        Sample.Live(payments).Count.ShouldBeGreaterThan(1_000);
        foreach (var payment in Sample.Live(payments))
            (payment.TimeOf(nameof(Payment.PaidAt)) - payment.Time).ShouldBeInRange(5 * TimeSpan.MicrosecondsPerSecond, payments.LongestDelay);
        Sample.Live(shipments).Count.ShouldBeGreaterThan(500);
        foreach (var shipment in Sample.Live(shipments))
            (shipment.TimeOf(nameof(Shipment.ShippedAt)) - shipment.Time).ShouldBeInRange(240 * Minute, shipments.LongestDelay);
    }

    [Fact]
    public void Tables_that_do_not_go_on_are_referred_to_as_they_were_filled()
    {
        var live = Begun([Order.ForgeTable.Schema], grace: 0);
        var sample = new LiveSample(Shop, live, [Order.ForgeTable.Schema], Start + 60 * Minute);

        sample.ShouldBeSound(Shop);
        sample.Live(User.ForgeTable.Schema).ShouldBeEmpty();
        sample.Live(Order.ForgeTable.Schema).Count.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void Live_rows_allocate_nothing()
    {
        foreach (var table in Shop.Tables.Where(table => Roots.Contains(table.Schema.Root)))
        {
            var (rows, schema) = (table.Rows(Live.World), table.Schema);
            var checksum = new ChecksumSink(schema);
            Allocations.Least(Write).ShouldBe(0, schema.Name);

            void Write()
            {
                for (var local = 0L; local < 300; local++)
                {
                    var root = Live.RowOf(schema.Root, 1, local);
                    rows.Write(root * schema.Fanout, (root + 1) * schema.Fanout, ref checksum);
                }
            }
        }
    }

    private static LiveRows Begun(ImmutableArray<TableSchema> roots, long grace)
    {
        var live = new LiveRows(Filled, roots, Shards, grace);
        for (var shard = 0; shard < Shards; shard++)
            live.Begin(shard, new LiveSegment(Start, TrafficPattern.Diurnal, [.. roots.Select(root => root == User.ForgeTable.Schema ? 0.05 : 0.4)]));
        return live;
    }

    private static decimal Number(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);
}
