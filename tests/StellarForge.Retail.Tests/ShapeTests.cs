using StellarForge.Retail.Tests.Support;

namespace StellarForge.Retail.Tests;

/// <summary>How the shop's values are spread.</summary>
public sealed class ShapeTests(FilledShop shop)
{
    [Fact]
    public void A_products_popularity_falls_by_a_power_of_its_rank()
    {
        var sold = shop.Numbers("SELECT count(*) FROM order_lines GROUP BY product_id ORDER BY 1 DESC");

        // Zipf's law with exponent 0.8: the slope of the counts over the ranks, both as logarithms.
        var slope = Slope(sold.Take(50).Select((count, index) => (Math.Log(index + 1), Math.Log(count))).ToList());
        slope.ShouldBe(-0.8, 0.08);
    }

    [Fact]
    public void Interactions_are_about_the_products_that_sell() =>
        shop.Numbers("""
            SELECT count(*) FROM (SELECT product_id FROM order_lines GROUP BY 1 ORDER BY count(*) DESC LIMIT 5)
            WHERE product_id IN (SELECT product_id FROM customer_interactions WHERE product_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 8)
            """).ShouldBe([5]);

    [Fact]
    public void A_basket_is_as_large_as_its_users_segment_makes_it()
    {
        var segments = shop.Query("""
            SELECT add_on_rate, avg(lines) FROM orders JOIN users USING (user_id) JOIN customer_segments USING (segment_id)
            GROUP BY segment_id HAVING count(*) > 200 ORDER BY add_on_rate
            """);

        segments.Count.ShouldBeGreaterThan(2);
        foreach (var (rate, lines) in segments.Select(row => (FilledShop.Number(row[0]), FilledShop.Number(row[1]))))
            lines.ShouldBe((1 - Math.Pow(rate, 15)) / (1 - rate), 0.12 * (1 / (1 - rate)));
    }

    [Fact]
    public void Orders_come_in_the_order_of_their_keys() => shop.ShouldHaveNone("""
        SELECT * FROM (SELECT placed_at, lag(placed_at) OVER (ORDER BY order_id) AS before FROM orders) WHERE placed_at < before
        """);

    [Fact]
    public void Evenings_are_busier_than_nights() =>
        shop.Numbers("""
            SELECT sum(strftime('%H', placed_at) IN ('18', '19', '20')) > 3 * sum(strftime('%H', placed_at) IN ('02', '03', '04')) FROM orders
            """).ShouldBe([1]);

    [Fact]
    public void December_is_busier_than_June() =>
        shop.Numbers("SELECT sum(strftime('%m', placed_at) = '12') > 1.3 * sum(strftime('%m', placed_at) = '06') FROM orders").ShouldBe([1]);

    [Fact]
    public void Prices_fit_their_category()
    {
        var averages = shop.Query("SELECT category, avg(price) FROM products GROUP BY category").ToDictionary(row => row[0], row => FilledShop.Number(row[1]));

        averages.Keys.Order().ShouldBe(["Books", "Clothing", "Electronics", "Grocery", "Home", "Toys"]);
        averages["Grocery"].ShouldBeLessThan(averages["Books"]);
        averages["Clothing"].ShouldBeLessThan(averages["Electronics"]);
        averages["Electronics"].ShouldBeGreaterThan(120);
    }

    [Fact]
    public void Interactions_are_spread_by_weight()
    {
        var shares = shop.Query("SELECT kind, 100.0 * count(*) / (SELECT count(*) FROM customer_interactions) FROM customer_interactions GROUP BY kind")
            .ToDictionary(row => row[0], row => FilledShop.Number(row[1]));

        shares["PageView"].ShouldBe(58, 2);
        shares["Search"].ShouldBe(18, 1.5);
        shares["Support"].ShouldBe(2, 0.7);
        shop.ShouldHaveNone("SELECT * FROM customer_interactions WHERE (kind = 'Review') <> (stars IS NOT NULL)");
    }

    [Fact]
    public void Stock_adds_up_over_the_warehouses() => shop.ShouldHaveNone("""
        SELECT * FROM inventory i JOIN (SELECT product_id, sum(quantity) AS quantity, count(*) AS n FROM warehouse_inventory GROUP BY 1) w USING (product_id)
        WHERE i.on_hand <> w.quantity OR i.warehouses <> w.n
        """);

    [Fact]
    public void Every_product_has_stock_and_one_to_four_suppliers() => shop.ShouldHaveNone("""
        SELECT p.product_id FROM products p LEFT JOIN inventory i USING (product_id) LEFT JOIN product_suppliers s USING (product_id)
        GROUP BY p.product_id
        HAVING count(DISTINCT i.product_id) <> 1
            OR count(DISTINCT s.supplier_id) NOT BETWEEN 1 AND 4
            OR count(DISTINCT s.supplier_id) <> count(*)
        """);

    [Fact]
    public void A_supplier_costs_less_than_the_price() => shop.ShouldHaveNone("""
        SELECT * FROM product_suppliers JOIN products USING (product_id) WHERE unit_cost NOT BETWEEN 0.4 * price - 0.01 AND 0.75 * price + 0.01
        """);

    [Fact]
    public void Referrers_came_earlier() =>
        shop.ShouldHaveNone("SELECT * FROM users WHERE referrer_id >= user_id");

    [Fact]
    public void No_two_users_share_an_address() =>
        shop.ShouldHaveNone("SELECT email FROM users GROUP BY email HAVING count(*) > 1 OR email NOT GLOB '[a-z]*.[a-z]*[0-9]@example.com'");

    private static double Slope(List<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }
}
