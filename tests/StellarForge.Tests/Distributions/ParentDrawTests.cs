using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Tests.Support;

namespace StellarForge.Tests.Distributions;

public class ParentDrawTests
{
    private const int Parents = 500;
    private const int Rows = 200_000;

    private static readonly TableSchema Parent = new() { Name = "parents", ClassName = "Parent", Columns = [], Rows = Parents };
    private static readonly TableSchema Child = new() { Name = "children", ClassName = "Child", Columns = [] };

    [Fact]
    public void Without_skew_all_parents_are_equally_likely() => Count(new ParentDraw(World.Default, Child, 0, Parent), "Child").ShouldBeUniform();

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.3)]
    public void Skewed_draws_follow_a_zipf_law_over_ranks(double skew)
    {
        var counts = Count(new ParentDraw(World.Default, Child, skew, Parent), "Child");

        // Ranks of the true order, which the draw of rank k reveals in its permutation.
        var favourites = new Permutation(World.Default.Key("Parent", "", "favourites").Subkey(0), Parents);
        var ranked = Enumerable.Range(0, Parents).Select(rank => counts[favourites.Map(rank)]).ToArray();
        ranked.ShouldFit([.. Enumerable.Range(1, Parents).Select(rank => Math.Pow(rank, -skew))]);
    }

    [Fact]
    public void More_parents_than_can_be_ranked_are_refused_by_name() =>
        Should.Throw<InvalidOperationException>(() => new ParentDraw(new World(scale: 1e14), Child, 1, Parent))
            .Message.ShouldStartWith($"Table {Parent} has ");

    [Fact]
    public void More_rows_than_64_bits_count_are_no_smaller_number() =>
        Should.Throw<OverflowException>(() => new World(scale: 1e300).RootRows(Parent));

    [Fact]
    public void All_children_share_the_favourites_of_a_world_and_other_worlds_have_others()
    {
        var one = Favourites(World.Default, "Order");
        var other = Favourites(World.Default, "Review");
        var elsewhere = Favourites(new World(seed: 43), "Order");

        other.ShouldBe(one);
        elsewhere.ShouldNotBe(one);
    }

    [Fact]
    public void Favourites_are_spread_over_the_rows()
    {
        var rows = Favourites(World.Default, "Order");

        rows.ShouldContain(row => row < Parents / 2);
        rows.ShouldContain(row => row >= Parents / 2);
    }

    [Fact]
    public void The_number_of_parents_is_that_of_the_world() => new ParentDraw(new World(scale: 3), Child, 0, Parent).Count.ShouldBe(3 * Parents);

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    public void Distinct_draws_never_repeat_and_spare_the_excluded_parent(double skew)
    {
        var key = World.Default.Key("Pair", "Target");
        var parents = new ParentDraw(new World(rows: new Dictionary<string, long> { ["parents"] = 12 }), Child, skew, Parent);
        for (var owner = 0L; owner < 200; owner++)
        {
            var drawn = Enumerable.Range(0, 11).Select(position => DistinctDraw.Next(key, owner, owner, position, parents, excluded: owner % 12)).ToArray();
            drawn.ShouldBeUnique();
            drawn.ShouldAllBe(parent => parent >= 0 && parent < 12 && parent != owner % 12);
        }
    }

    [Fact]
    public void Distinct_draws_are_uniform_over_owners()
    {
        var key = World.Default.Key("Pair", "Target");
        var parents = new ParentDraw(World.Default, Child, 0, Parent);
        var counts = new long[Parents];
        for (var owner = 0L; owner < Rows / 4; owner++)
        {
            for (var position = 0; position < 4; position++)
                counts[DistinctDraw.Next(key, owner, owner, position, parents, excluded: -1)]++;
        }

        counts.ShouldBeUniform();
    }

    private static long[] Favourites(World world, string child) =>
    [
        .. Count(new ParentDraw(world, Child, 1, Parent), child, world).Index()
            .OrderByDescending(parent => parent.Item).Take(6).Select(parent => (long)parent.Index),
    ];

    private static long[] Count(ParentDraw parents, string child, World? world = null)
    {
        var key = (world ?? World.Default).Key(child, "ParentId");
        var counts = new long[Parents];
        for (var row = 0L; row < Rows; row++)
        {
            var random = key.At(row);
            counts[parents.Next(row, ref random)]++;
        }

        return counts;
    }
}
