using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Rows allocate nothing. By itself: other tests load models at the same time, which the runtime's shared caches and pools notice.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    [Theory]
    [InlineData("Tpch")]
    [InlineData("Bank")]
    [InlineData("Social")]
    public void Rows_are_written_without_allocating(string name)
    {
        var model = CompiledModel.Of(Models.Source(name));

        // A method that returns a string allocates it: the user's choice.
        foreach (var table in model.Model.Tables.Where(table => table.Schema.ClassName != "Supplier"))
            Allocations.Of(table).ShouldBe(0, table.Schema.ClassName);
    }

    [Fact]
    public void A_table_of_three_hundred_columns_allocates_nothing() => Allocations.Of(CompiledModel.Of(WideModel.Source)["Wide"]).ShouldBe(0);

    [Fact]
    public void Lists_allocate_nothing() => Allocations.Of(CompiledModel.Of(ListTests.Every)["Thing"]).ShouldBe(0);

    [Fact]
    public void Live_rows_allocate_nothing()
    {
        var (model, live, _) = LiveTests.Go(LiveTests.Club, grace: 0, "User", "Court", "Game", "Complaint");
        foreach (var table in model.Model.Tables)
        {
            var first = live.World.EndRow(table.Schema);
            Allocations.Of(table, live.World, first, first + 3_000 * table.Schema.Fanout).ShouldBe(0, table.Schema.ClassName);
        }
    }

    // What shows that the measure measures.
    [Fact]
    public void A_method_that_returns_a_string_is_seen() => Allocations.Of(CompiledModel.Of(Models.Source("Tpch"))["Supplier"]).ShouldBeGreaterThan(0);
}
