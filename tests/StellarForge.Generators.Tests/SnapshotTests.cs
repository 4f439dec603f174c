using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>The generated code as a reader sees it.</summary>
public class SnapshotTests
{
    [Fact]
    public void A_plain_table() => CompiledModel.Generate("""
        namespace Acme;

        [Forge(Rows = 1_000)]
        public partial class Product
        {
            [Key] public int Id { get; set; }
            [Pattern("??-####"), Unique] public string Code { get; set; } = "";
            [Fake("commerce.productName"), MaxLength(60)] public string Name { get; set; } = "";
            [LogNormal(3, 1, 1, 500), Decimal(10, 2)] public decimal Price { get; set; }
            [NullRate(0.2), Uniform(1, 5)] public int? Rating { get; set; }
            [OneOf("new", "used", Weights = new[] { 9.0, 1 })] public string Condition { get; set; } = "";
            [Computed(nameof(MakeLabel))] public string Label { get; set; } = "";

            private static void MakeLabel(ReadOnlySpan<byte> code, int? rating, ref Utf8Builder text) => text.Append(code);
        }
        """)["Acme.Product.g.cs"].ShouldMatchSnapshot("Product");

    [Fact]
    public void An_owner_and_its_children()
    {
        var files = CompiledModel.Generate("""
            namespace Acme;

            [Forge(Rows = 1_000)]
            public partial class Order
            {
                public long Id { get; set; }
                [Between("2024-01-01", "2024-12-31")] public DateTime OrderedAt { get; set; }
                [Sum<OrderLine>(nameof(OrderLine.Amount))] public decimal Total { get; set; }
            }

            [Forge, ChildOf<Order>(1, 7, Pattern = CountPattern.Geometric)]
            public partial record struct OrderLine
            {
                [References<Order>] public long OrderId { get; set; }
                [Ordinal] public int Number { get; set; }
                [References<OrderLine>(nameof(OrderLine.OrderId), Earlier = true)] public long? BundleOrderId { get; set; }
                [Uniform(1.0, 99.0)] public decimal Amount { get; set; }
                [Lookup(nameof(OrderId), nameof(Order.OrderedAt)), NotMapped] public DateTime OrderedAt { get; set; }
                [After(nameof(OrderedAt), "0.01:00:00", "5.00:00:00")] public DateTime ShippedAt { get; set; }
            }
            """);

        files["Acme.Order.g.cs"].ShouldMatchSnapshot("Order");
        files["Acme.OrderLine.g.cs"].ShouldMatchSnapshot("OrderLine");
        files["ForgeModel.g.cs"].ShouldMatchSnapshot("ForgeModel");
    }

    [Fact]
    public void Generating_twice_gives_the_same_text() =>
        CompiledModel.Generate(Models.Source("Tpch")).ShouldBe(CompiledModel.Generate(Models.Source("Tpch")));
}
