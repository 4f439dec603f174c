using StellarForge.Generated;
using StellarForge.Tests.Support;

namespace StellarForge.Tests.Distributions;

public class DiscreteDistributionTests
{
    private const int Rows = 300_000;

    private static readonly StreamKey Key = StreamKey.Derive(42, "Distribution", "Value");

    private delegate long Draw(ref RowRandom random);

    [Theory]
    [InlineData(0.01, double.PositiveInfinity)]
    [InlineData(0.9, double.PositiveInfinity)]
    [InlineData(4, double.PositiveInfinity)]
    [InlineData(4, 5)]
    [InlineData(30.5, 10)]
    [InlineData(250, double.PositiveInfinity)]
    [InlineData(20_000, double.PositiveInfinity)]
    public void Poisson_counts_have_their_probabilities(double mean, double max)
    {
        var distribution = new PoissonDistribution(mean, max);
        var last = (int)Math.Min(max, mean + 12 * Math.Sqrt(mean) + 10);
        var logFactorial = 0.0;
        var weights = new double[last + 1];
        for (var k = 0; k <= last; k++)
        {
            logFactorial += k == 0 ? 0 : Math.Log(k);
            weights[k] = Math.Exp(k * Math.Log(mean) - mean - logFactorial + (max < mean ? 20 : 0));
        }

        Count((ref RowRandom random) => distribution.NextScaled(ref random, 1), last + 1).ShouldFit(weights);
    }

    [Fact]
    public void Poisson_parameters_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => new PoissonDistribution(0)).Message.ShouldContain("mean is 0");
        Should.Throw<ArgumentException>(() => new PoissonDistribution(1e9)).Message.ShouldContain("at most 100000000");
        Should.Throw<ArgumentException>(() => new PoissonDistribution(1e6, 10)).Message.ShouldContain("max is 10");
        Should.Throw<ArgumentException>(() => new PoissonDistribution(1, -1));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 2)]
    [InlineData(1, 31)]
    [InlineData(1, 32)]
    [InlineData(1, 33)]
    [InlineData(1, 63)]
    [InlineData(0.3, 66)]
    [InlineData(1.5, 1_000)]
    [InlineData(0.8, 12_345)]
    [InlineData(1.0000001, 3_000)]
    [InlineData(3, 100_000)]
    [InlineData(60, 100)]
    [InlineData(2_000, 9_007_199_254_740_992)]
    public void Zipf_values_have_their_probabilities(double exponent, double max)
    {
        var distribution = new ZipfDistribution(exponent, max);
        var cells = (int)Math.Min(max, 100_000);
        var counts = Count((ref RowRandom random) => distribution.NextScaled(ref random, 1) - 1, cells);

        if (max == 1)
            counts[0].ShouldBe(Rows);
        else if (exponent > 20)
            counts[0].ShouldBeGreaterThan(Rows - 5);
        else
            counts.ShouldFit([.. Enumerable.Range(1, cells).Select(k => Math.Pow(k, -exponent))]);
    }

    // Beyond what can be summed, the Euler–Maclaurin formula gives the weight of each octave.
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.99)]
    [InlineData(1)]
    [InlineData(1.01)]
    [InlineData(1.7)]
    public void Zipf_values_of_a_huge_range_have_their_probabilities(double exponent)
    {
        const int Octaves = 47;
        var distribution = new ZipfDistribution(exponent, (1L << Octaves) - 1);
        var weights = Enumerable.Range(0, Octaves).Select(octave => Sum(exponent, Math.Pow(2, octave), Math.Pow(2, octave + 1) - 1)).ToArray();

        Count((ref RowRandom random) => long.Log2(distribution.NextScaled(ref random, 1)), Octaves).ShouldFit(weights);
    }

    [Fact]
    public void Zipf_parameters_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => new ZipfDistribution(-0.1, 10)).Message.ShouldContain("exponent is -0.1");
        Should.Throw<ArgumentException>(() => new ZipfDistribution(double.NaN, 10)).Message.ShouldContain("exponent is NaN");
        Should.Throw<ArgumentException>(() => new ZipfDistribution(1, 0.5)).Message.ShouldContain("max is 0.5");
        Should.Throw<ArgumentException>(() => new ZipfDistribution(1, 1e17)).Message.ShouldContain("2^53");
    }

    [Fact]
    public void A_unit_multiplies_counts()
    {
        var (zipf, poisson) = (new ZipfDistribution(1, 1_000), new PoissonDistribution(7));
        for (var row = 0L; row < 1_000; row++)
        {
            var (plain, scaled) = (Key.At(row), Key.At(row));
            zipf.NextScaled(ref scaled, 100).ShouldBe(100 * (long)zipf.Next(ref plain));
            (plain, scaled) = (Key.At(row), Key.At(row));
            poisson.NextScaled(ref scaled, 1_000_000).ShouldBe(1_000_000 * (long)poisson.Next(ref plain));
        }
    }

    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 5, 1, 3, 0.5, 8 })]
    [InlineData(new double[] { 0, 1, 0, 0, 2, 0 })]
    [InlineData(new double[] { 1e-300, 3e-300 })]
    [InlineData(new double[] { 1e300, 3e300 })]
    [InlineData(new double[] { 0.7, 0.1, 0.1, 0.1 })]
    public void Indices_come_by_weight(double[] weights)
    {
        var choice = new WeightedChoice(weights);
        var counts = Count((ref RowRandom random) => choice.Next(ref random), weights.Length);

        if (weights.Length == 1)
            counts[0].ShouldBe(Rows);
        else
            counts.ShouldFit([.. weights.Select(weight => weight / weights.Max())]);
    }

    [Fact]
    public void Many_weights_lose_nothing_to_rounding()
    {
        var weights = Enumerable.Range(0, 10_000).Select(i => i % 3 == 0 ? 0 : 0.1 * (i % 7)).ToArray();
        var choice = new WeightedChoice(weights);

        Count((ref RowRandom random) => choice.Next(ref random), weights.Length).ShouldFit(weights);
    }

    [Fact]
    public void Weights_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => new WeightedChoice());
        Should.Throw<ArgumentException>(() => new WeightedChoice(0, 0)).Message.ShouldContain("above 0");
        Should.Throw<ArgumentException>(() => new WeightedChoice(1, -0.5)).Message.ShouldContain("-0.5");
        Should.Throw<ArgumentException>(() => new WeightedChoice(1, double.NaN)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => new WeightedChoice(1, double.PositiveInfinity));
    }

    [Theory]
    [InlineData(0, 0, CountPattern.Uniform)]
    [InlineData(1, 7, CountPattern.Uniform)]
    [InlineData(2, 2, CountPattern.Geometric)]
    [InlineData(0, 1, CountPattern.Geometric)]
    [InlineData(1, 7, CountPattern.Geometric)]
    [InlineData(0, 100_000, CountPattern.Geometric)]
    [InlineData(5, 5, CountPattern.Zipf)]
    [InlineData(0, 100, CountPattern.Zipf)]
    [InlineData(1, 5_000, CountPattern.Zipf)]
    public void Counts_of_children_follow_their_pattern(int min, int max, CountPattern pattern)
    {
        var count = new ChildCount(min, max, pattern);
        var counts = Count((ref RowRandom random) => count.Next(ref random) - min, max - min + 1);

        if (min == max)
            counts[0].ShouldBe(Rows);
        else
            counts.ShouldFit([.. Enumerable.Range(0, counts.Length).Select(more => pattern switch
            {
                CountPattern.Geometric => Math.Pow(2, -more),
                CountPattern.Zipf => 1.0 / (more + 1),
                _ => 1,
            })]);
    }

    [Fact]
    public void Empty_bounds_of_a_count_are_refused()
    {
        Should.Throw<ArgumentException>(() => new ChildCount(3, 2, CountPattern.Uniform));
        Should.Throw<ArgumentException>(() => new ChildCount(-1, 2, CountPattern.Uniform));
    }

    private static long[] Count(Draw draw, int cells)
    {
        var counts = new long[cells];
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            counts[draw(ref random)]++;
        }

        return counts;
    }

    private static double Sum(double exponent, double from, double to)
    {
        if (to - from < 1_000)
            return Enumerable.Range((int)from, (int)(to - from) + 1).Sum(k => Math.Pow(k, -exponent));
        var integral = exponent == 1 ? Math.Log(to / from) : (Math.Pow(to, 1 - exponent) - Math.Pow(from, 1 - exponent)) / (1 - exponent);
        return integral + (Math.Pow(from, -exponent) + Math.Pow(to, -exponent)) / 2;
    }
}
