using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Whole models, such as users write: compiled, and every row looked at.</summary>
public class ModelTests
{
    [Theory]
    [InlineData("Acme.Shop", "Acme.Shop")]
    [InlineData("Acme.2-tier", "Acme._2_tier")]
    [InlineData("Acme.class", "Acme.@class")]
    public void An_assembly_of_any_name_has_a_namespace_for_its_model(string assembly, string expected) =>
        Emission.ModelEmitter.NamespaceOf(assembly).ShouldBe(expected);

    [Theory]
    [InlineData("Tpch", 8)]
    [InlineData("School", 4)]
    [InlineData("Bank", 3)]
    [InlineData("Social", 5)]
    [InlineData("EfShop", 4)]
    public void Keys_are_unique_and_references_find_their_parents(string name, int tables)
    {
        var model = CompiledModel.Of(Models.Source(name));

        model.Model.Tables.Length.ShouldBe(tables);
        model.ShouldHold();
        model.ShouldHold(new World(seed: 7, scale: 0.5));
        foreach (var table in model.Model.Tables)
            model.ShouldNotDependOnRanges(table.Schema.ClassName);
    }

    [Theory]
    [InlineData("Tpch")]
    [InlineData("School")]
    [InlineData("Bank")]
    [InlineData("Social")]
    [InlineData("EfShop")]
    public void Parents_come_before_children(string name)
    {
        var seen = new HashSet<string>();
        foreach (var table in CompiledModel.Of(Models.Source(name)).Model.Tables)
        {
            seen.Add(table.Schema.QualifiedName);
            table.Schema.References.ShouldAllBe(reference => seen.Contains(reference.Parent));
            if (table.Schema.Owner is { } owner)
                seen.ShouldContain(owner.Table.QualifiedName);
        }
    }

    [Fact]
    public void Totals_of_orders_add_up_over_their_lines()
    {
        var model = CompiledModel.Of(Models.Source("Tpch"));
        var lines = model.Rows("LineItem").ToLookup(row => row["OrderKey"]);

        foreach (var order in model.Rows("Order"))
        {
            var own = lines[order["OrderKey"]].ToList();
            order["Lines"].ShouldBe(own.Count.ToString());
            own.Select(line => line["LineNumber"]).ShouldBe(Enumerable.Range(1, own.Count).Select(number => number.ToString()));
            order.Number("TotalPrice").ShouldBe(own.Sum(line => Math.Round(
                line.Number("ExtendedPrice") * (1 - line.Number("Discount")) * (1 + line.Number("Tax")), 2, MidpointRounding.ToEven)));
            own.ShouldAllBe(line => line.Time("ShipDate") > order.Time("OrderDate") && line.Time("ReceiptDate") > line.Time("ShipDate"));
        }
    }

    [Fact]
    public void A_pair_table_repeats_no_pair_and_nobody_follows_himself()
    {
        var follows = CompiledModel.Of(Models.Source("Social")).Rows("Follow");

        follows.ShouldAllBe(row => row["FollowerId"] != row["FolloweeId"]);
        follows.Select(row => (row["FollowerId"], row["FolloweeId"])).Distinct().Count().ShouldBe(follows.Count);
    }

    [Fact]
    public void A_hierarchy_of_earlier_rows_has_no_cycles()
    {
        var teachers = CompiledModel.Of(Models.Source("School")).Rows("Teacher");

        teachers[0]["MentorId"].ShouldBeNull();
        teachers.ShouldContain(row => row["MentorId"] != null);
        teachers.ShouldAllBe(row => row["MentorId"] == null || row.Number("MentorId") < row.Number("Id"));
    }

    [Fact]
    public void Rules_read_as_their_attributes_and_differ_where_they_do()
    {
        var schema = CompiledModel.Of(
            """
            public enum Size { Small, Large }
            [Forge(Rows = 10)]
            public partial class Shirt
            {
                [Key] public int Id { get; set; }
                [OneOf("a", null)] public string? Maybe { get; set; }
                [OneOf("a")] public string? Always { get; set; }
                [OneOf(Size.Small, Size.Large, Weights = new double[] { 1, 2.5 })] public Size Size { get; set; }
                [References<Shirt>(Earlier = true)] public int? Before { get; set; }
                [Timeline("2024-01-01", "2025-01-01", TrafficPattern.Seasonal)] public System.DateTime At { get; set; }
            }
            """)["Shirt"].Schema;

        schema.Columns.Select(column => column.Rule).ShouldBe(
        [
            "", "OneOf(\"a\", null)", "OneOf(\"a\")", "OneOf(Size.Small, Size.Large, Weights = [1, 2.5])", "References<Shirt>(Earlier = true)",
            "Timeline(\"2024-01-01\", \"2025-01-01\", TrafficPattern.Seasonal)",
        ]);
    }
}
