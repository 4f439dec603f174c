using System.Globalization;
using System.Text;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Tests.Text;

namespace StellarForge.Tests.Distributions;

/// <summary>
/// Values of seed 42 that every platform, processor and later release gives to the last bit. A change here changes all data:
/// raise <see cref="StreamKey.AlgorithmVersion"/>.
/// </summary>
public class GoldenValueTests
{
    private static readonly long[] Rows = [0, 1, 2, 3, 4, 999_999, 1L << 40, long.MaxValue];

    private static readonly TableSchema Parent = new() { Name = "parents", ClassName = "Parent", Columns = [], Rows = 1_000_000 };

    private delegate object Draw(ref RowRandom random, long row);

    [Fact]
    public void Seed_42_gives_the_values_it_always_gave()
    {
        var world = new World(seed: 42);
        var text = new StringBuilder();
        Add("bits", (ref RowRandom random, long _) => random.NextUInt64());
        Add("second draw", (ref RowRandom random, long _) =>
        {
            random.NextUInt64();
            return random.NextUInt64();
        });
        Add("subkey", (ref RowRandom _, long row) => Key("subkey").Subkey(row));
        Add("double", (ref RowRandom random, long _) => random.NextDouble());
        Add("-1000 to 1000", (ref RowRandom random, long _) => random.NextInt64(-1_000, 1_000));
        Add("all of 64 bits", (ref RowRandom random, long _) => random.NextInt64(long.MinValue, long.MaxValue));
        Add("bool", (ref RowRandom random, long _) => random.NextBool());

        var normal = new NormalDistribution(100, 15);
        var truncated = new NormalDistribution(100, 15, 130, 131);
        var logNormal = new LogNormalDistribution(3, 1);
        var exponential = new ExponentialDistribution(0.1);
        var poisson = new PoissonDistribution(30);
        Add("normal", (ref RowRandom random, long _) => normal.Next(ref random));
        Add("normal in cents", (ref RowRandom random, long _) => normal.NextScaled(ref random, 100));
        Add("normal, truncated", (ref RowRandom random, long _) => truncated.Next(ref random));
        Add("log-normal", (ref RowRandom random, long _) => logNormal.Next(ref random));
        Add("exponential", (ref RowRandom random, long _) => exponential.Next(ref random));
        Add("poisson", (ref RowRandom random, long _) => poisson.NextScaled(ref random, 1));
        foreach (var exponent in (double[])[0, 0.8, 1, 1.5])
        {
            var zipf = new ZipfDistribution(exponent, 1e9);
            Add(string.Create(CultureInfo.InvariantCulture, $"zipf {exponent}"), (ref RowRandom random, long _) => zipf.NextScaled(ref random, 1));
        }

        var choice = new WeightedChoice(5, 1, 3, 0.5, 8);
        Add("weighted choice", (ref RowRandom random, long _) => choice.Next(ref random));
        foreach (var pattern in Enum.GetValues<CountPattern>())
        {
            var count = new ChildCount(1, 100, pattern);
            Add($"count {pattern}", (ref RowRandom random, long _) => count.Next(ref random));
        }

        foreach (var size in (long[])[2, 10, 1_000, 1_000_000, long.MaxValue])
        {
            var permutation = new Permutation(42, size);
            Add(string.Create(CultureInfo.InvariantCulture, $"permutation of {size}"), (ref RowRandom _, long row) => permutation.Map(row % size));
        }

        var uniform = new ParentDraw(world, Parent, 0, Parent);
        var skewed = new ParentDraw(world, Parent, 1.1, Parent);
        Add("parent", (ref RowRandom random, long row) => uniform.Next(row, ref random));
        Add("favoured parent", (ref RowRandom random, long row) => skewed.Next(row, ref random));
        Add("distinct parent", (ref RowRandom _, long row) => DistinctDraw.Next(Key("distinct parent"), row, row, 2, uniform, excluded: -1));
        foreach (var pattern in Enum.GetValues<TrafficPattern>())
        {
            var timeline = new Timeline(new DateTime(2024, 1, 1), new DateTime(2026, 7, 1), pattern, 2_000_000);
            Add($"timeline {pattern}", (ref RowRandom random, long row) => timeline.At(row % 2_000_000, ref random));
        }

        Golden.ShouldMatch("golden-values.txt", text.ToString());

        StreamKey Key(string column) => world.Key("Golden", column);

        void Add(string name, Draw draw)
        {
            text.Append(name).Append(":\n");
            foreach (var row in Rows)
            {
                var random = Key(name).At(row);
                text.Append(CultureInfo.InvariantCulture, $"  {row} → {draw(ref random, row)}\n");
            }
        }
    }
}
