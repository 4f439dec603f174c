using StellarForge.Retail.Tests.Support;

namespace StellarForge.Retail.Tests;

/// <summary>What holds of orders, their lines, payments and parcels; asked in SQL, of the rows in a database.</summary>
public sealed class OrderTests(FilledShop shop)
{
    [Fact]
    public void Every_table_has_rows() =>
        shop.Query("""
            SELECT name FROM sqlite_master
            WHERE type = 'table' AND name NOT LIKE '%stellarforge%' AND name NOT LIKE 'sqlite_%' ORDER BY name
            """).Select(row => row[0]).ShouldBe([
            "customer_interactions", "customer_segments", "inventory", "order_lines", "orders", "payments", "product_suppliers", "products",
            "shipments", "suppliers", "users", "warehouse_inventory", "warehouses"]);

    [Fact]
    public void No_foreign_key_points_to_nothing() =>
        shop.Query("PRAGMA foreign_key_check").ShouldBeEmpty();

    [Fact]
    public void An_orders_totals_are_those_of_its_lines() => shop.ShouldHaveNone("""
        SELECT * FROM orders o
        JOIN (SELECT order_id, count(*) AS lines, sum(line_total) AS total FROM order_lines GROUP BY order_id) l USING (order_id)
        WHERE o.lines <> l.lines OR abs(o.subtotal - l.total) > 0.001 OR abs(o.total - o.subtotal - o.postage) > 0.001
        """);

    [Fact]
    public void Every_order_has_a_line() =>
        shop.ShouldHaveNone("SELECT * FROM orders WHERE order_id NOT IN (SELECT order_id FROM order_lines)");

    [Fact]
    public void Lines_are_numbered_from_one() => shop.ShouldHaveNone("""
        SELECT order_id FROM order_lines GROUP BY order_id HAVING min(line_number) <> 1 OR max(line_number) <> count(*)
        """);

    [Fact]
    public void A_line_costs_the_products_price_less_the_discount() => shop.ShouldHaveNone("""
        SELECT * FROM order_lines l JOIN products p USING (product_id)
        WHERE l.unit_price <> p.price OR abs(l.line_total - l.quantity * l.unit_price * (100 - l.discount_percent) / 100.0) > 0.0051
        """);

    [Fact]
    public void A_line_never_has_less_than_the_members_discount() => shop.ShouldHaveNone("""
        SELECT * FROM order_lines l JOIN orders USING (order_id) JOIN users USING (user_id) JOIN customer_segments s USING (segment_id)
        WHERE l.discount_percent < s.member_discount
        """);

    [Fact]
    public void Postage_is_free_from_fifty_on_and_in_the_store() => shop.ShouldHaveNone("""
        SELECT * FROM orders WHERE postage <> CASE WHEN subtotal >= 50 OR channel = 'store' THEN 0 ELSE 4.9 END
        """);

    [Fact]
    public void Every_order_but_a_pending_one_has_one_payment() => shop.ShouldHaveNone("""
        SELECT order_id FROM orders LEFT JOIN payments USING (order_id)
        GROUP BY order_id HAVING count(payment_id) <> (orders.status <> 'Pending')
        """);

    [Fact]
    public void A_payment_is_of_the_orders_total_and_follows_it_within_two_hours() => shop.ShouldHaveNone("""
        SELECT * FROM payments JOIN orders USING (order_id)
        WHERE amount <> total OR julianday(paid_at) <= julianday(placed_at) OR julianday(paid_at) > julianday(placed_at) + 2.001 / 24
        """);

    [Fact]
    public void A_payments_status_follows_the_orders() => shop.ShouldHaveNone("""
        SELECT * FROM payments p JOIN orders o USING (order_id)
        WHERE NOT CASE o.status
            WHEN 'Cancelled' THEN p.status IN ('Voided', 'Declined') WHEN 'Returned' THEN p.status = 'Refunded' ELSE p.status = 'Captured' END
        """);

    [Fact]
    public void A_parcel_leaves_after_the_payment_and_arrives_after_that() => shop.ShouldHaveNone("""
        SELECT * FROM shipments s JOIN payments p USING (payment_id)
        WHERE s.order_id <> p.order_id OR shipped_at <= paid_at OR estimated_at <= shipped_at OR delivered_at < shipped_at
        """);

    [Fact]
    public void Only_orders_that_were_sent_have_parcels_and_all_of_those() => shop.ShouldHaveNone("""
        SELECT o.order_id FROM orders o LEFT JOIN shipments s USING (order_id)
        GROUP BY o.order_id
        HAVING count(s.shipment_id) <> (o.status IN ('Shipped', 'Delivered', 'Returned')) * (1 + (o.lines > 5))
        """);

    [Fact]
    public void A_parcel_has_arrived_unless_it_is_in_transit() => shop.ShouldHaveNone("""
        SELECT * FROM shipments s JOIN orders o USING (order_id)
        WHERE (delivered_at IS NULL) <> (s.status = 'InTransit')
           OR s.status <> CASE o.status WHEN 'Shipped' THEN 'InTransit' ELSE o.status END
        """);

    [Fact]
    public void Only_recent_orders_are_under_way() => shop.ShouldHaveNone("""
        SELECT * FROM orders WHERE (placed_at >= '2025-12-18') <> (status IN ('Pending', 'Paid', 'Shipped'))
        """);

    [Fact]
    public void An_order_is_younger_than_its_user() => shop.ShouldHaveNone("""
        SELECT * FROM orders JOIN users USING (user_id) WHERE placed_at < signed_up_at
        """);
}
