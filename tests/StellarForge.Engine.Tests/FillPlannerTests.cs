using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests;

public class FillPlannerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(1_000_000)]
    public void Chunks_cover_every_row_once(long chunkRows)
    {
        var plan = FillPlanner.Plan(Shop.Model, World.Default, chunkRows: chunkRows);

        foreach (var table in Shop.Model.Tables)
        {
            var chunks = plan.Chunks(table).ToList();
            chunks.Select(chunk => chunk.Number).ShouldBe(Enumerable.Range(0, chunks.Count));
            chunks[0].From.ShouldBe(0);
            chunks[^1].To.ShouldBe(World.Default.RootRows(table.Schema.Root));
            chunks.Zip(chunks.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
            chunks.Sum(chunk => chunk.Count(World.Default)).ShouldBe(FillPlanner.CountRows(table, World.Default));
        }
    }

    [Fact]
    public void A_chunk_of_an_owned_table_has_about_the_wanted_rows()
    {
        var world = new World(scale: 100);

        var counts = FillPlanner.Plan(Shop.Model, world, [Shop.Lines], chunkRows: 3_000).Chunks(Shop.Lines).Select(chunk => chunk.Count(world)).ToList();

        counts.SkipLast(1).ShouldAllBe(count => count > 2_500 && count < 3_500);
    }

    [Fact]
    public void A_plan_of_a_billion_rows_is_made_at_once_and_small()
    {
        var world = new World(scale: 1_000_000);

        var plan = FillPlanner.Plan(Shop.Model, world);

        plan.Tables.Sum(table => plan.Chunks(table).Count()).ShouldBeInRange(12_000, 13_000);
    }

    [Fact]
    public void Tables_keep_the_models_order()
    {
        FillPlanner.Plan(Shop.Model, World.Default, [Shop.Visits, Shop.Orders]).Tables.ShouldBe([Shop.Orders, Shop.Visits]);
    }

    [Fact]
    public void Rows_of_an_owned_table_are_refused()
    {
        var world = new World(rows: new Dictionary<string, long> { ["shop.lines"] = 10 });

        Should.Throw<FillRefusedException>(() => FillPlanner.Plan(Shop.Model, world)).Message.ShouldBe(
            "Table shop.lines is owned by shop.orders, which decides how many rows it has. Give the rows of shop.orders.");
    }

    [Fact]
    public void More_rows_than_a_column_has_values_for_are_refused()
    {
        var column = new ColumnSchema { Name = "id", Property = "Id", Type = ColumnType.SByte, IsSequence = true, Capacity = 127, Rule = "Sequence(1, 1)" };
        var model = Single(new TableSchema { Name = "t", ClassName = "T", Rows = 100, Columns = [column] });

        FillPlanner.Plan(model, World.Default).Tables.Count.ShouldBe(1);
        Should.Throw<FillRefusedException>(() => FillPlanner.Plan(model, new World(scale: 2))).Message.ShouldBe(
            "Column t.id (SByte, Sequence(1, 1)) has values for 127 row indices, but the table has 200. Take a wider type, or lower the scale.");
    }

    [Fact]
    public void Row_indices_beyond_64_bits_are_refused()
    {
        var owner = new TableSchema { Name = "o", ClassName = "O", Rows = long.MaxValue / 2, Columns = [] };
        var model = Single(new TableSchema { Name = "t", ClassName = "T", Owner = new OwnerSchema(owner, 0, 1_000_000), Columns = [] });

        Should.Throw<FillRefusedException>(() => FillPlanner.Plan(model, World.Default))
            .Message.ShouldStartWith("Table t would have more row indices than 64 bits count:");
    }

    [Fact]
    public void Rows_beyond_64_bits_are_told_by_the_numbers_that_were_given()
    {
        var world = new World(scale: 3, rows: new Dictionary<string, long> { ["shop.orders"] = 4_000_000_000_000_000_000 });

        Should.Throw<FillRefusedException>(() => FillPlanner.Plan(Shop.Model, world, [Shop.Lines])).Message.ShouldStartWith(
            "Table shop.lines would have more row indices than 64 bits count: 4000000000000000000 rows of shop.orders, each with up to ");
        Should.Throw<FillRefusedException>(() => FillPlanner.Plan(Shop.Model, new World(scale: 1e300), [Shop.Orders])).Message.ShouldMatch(
            @"^Table shop\.orders would have more row indices than 64 bits count: \d+(\.\d+)?E\+30\d rows\. Lower the scale\.$");
    }

    [Fact]
    public void Rows_beyond_64_bits_of_a_table_that_values_come_from_are_refused()
    {
        var world = new World(scale: 1e300, rows: new Dictionary<string, long> { [Bank.Transfers.Schema.QualifiedName] = 10 });

        Should.Throw<FillRefusedException>(() => FillPlanner.Plan(Bank.Model, world, [Bank.Transfers])).Message
            .ShouldStartWith($"Table {Bank.Accounts.Schema} would have more row indices than 64 bits count: ");
    }

    private static Model Single(TableSchema schema)
    {
        Unwritten.Declared.Value = schema;
        return new Model("single", [new Table<Unwritten, Unwritten>()]);
    }
}
