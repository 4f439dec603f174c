using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Distributions;

public class DrawAllocationTests
{
    private const int Rows = 20_000;

    private static readonly StreamKey Key = StreamKey.Derive(42, "Distribution", "Value");
    private static readonly TableSchema Parent = new() { Name = "parents", ClassName = "Parent", Columns = [], Rows = 1_000_000 };

    private delegate long Draw(ref RowRandom random, long row);

    public static TheoryData<string> Names => [.. Draws.Keys];

    private static Dictionary<string, Draw> Draws { get; } = MakeDraws();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_draw_allocates_nothing(string name) => Allocated(Draws[name]).ShouldBe(0);

    // What shows that the measure measures.
    [Fact]
    public void Boxing_a_draw_is_seen()
    {
        object? last = null;

        Allocated((ref RowRandom random, long _) => (long)(last = random.NextInt64(0, long.MaxValue))).ShouldBeGreaterThanOrEqualTo(24L * Rows);
        last.ShouldNotBeNull();
    }

    private static Dictionary<string, Draw> MakeDraws()
    {
        var normal = new NormalDistribution(0, 1, -2, 3);
        var logNormal = new LogNormalDistribution(3, 1);
        var exponential = new ExponentialDistribution(0.1);
        var poisson = new PoissonDistribution(30);
        var zipf = new ZipfDistribution(1, 1e9);
        var choice = new WeightedChoice(1, 2, 3);
        var count = new ChildCount(0, 50, CountPattern.Zipf);
        var parents = new ParentDraw(World.Default, Parent, 0.9, Parent);
        var timeline = new Timeline(new DateTime(2024, 1, 1), new DateTime(2025, 1, 1), TrafficPattern.Weekly, Rows);
        return new()
        {
            ["normal"] = (ref RowRandom random, long _) => (long)normal.Next(ref random),
            ["normal, scaled and redrawn"] = (ref RowRandom random, long _) => normal.NextScaled(ref random, 100),
            ["log-normal"] = (ref RowRandom random, long _) => logNormal.NextScaled(ref random, 100),
            ["exponential"] = (ref RowRandom random, long _) => exponential.NextScaled(ref random, 100),
            ["poisson"] = (ref RowRandom random, long _) => poisson.NextScaled(ref random, 1),
            ["zipf"] = (ref RowRandom random, long _) => zipf.NextScaled(ref random, 1),
            ["weighted choice"] = (ref RowRandom random, long _) => choice.Next(ref random),
            ["count of children"] = (ref RowRandom random, long _) => count.Next(ref random),
            ["skewed parent"] = (ref RowRandom random, long row) => parents.Next(row, ref random),
            ["distinct parent"] = (ref RowRandom _, long row) => DistinctDraw.Next(Key, row, row, (int)(row % 5), parents, excluded: -1),
            ["timeline"] = (ref RowRandom random, long row) => timeline.At(row, ref random),
            ["permutation of an owner"] = (ref RowRandom _, long row) => new Permutation(Key.Subkey(row), 200).Map(row % 200),
        };
    }

    private static long Allocated(Draw draw) => Allocations.Least(() => Run(draw));

    private static void Run(Draw draw)
    {
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            draw(ref random, row);
        }
    }
}
