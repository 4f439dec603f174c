using StellarForge.Distributions;
using StellarForge.Generated;
using StellarForge.Tests.Support;

namespace StellarForge.Tests.Distributions;

public class ContinuousDistributionTests
{
    private const int Rows = 300_000;

    // The 5 %, 10 %, … 95 % points of the standard normal distribution, from 200-bit arithmetic (mpmath).
    private static readonly double[] NormalTwentieths =
    [
        -1.6448536269514726, -1.2815515655446004, -1.0364333894937896, -0.8416212335729142, -0.6744897501960817, -0.5244005127080408, -0.3853204664075676,
        -0.2533471031357998, -0.12566134685507405, 0.0, 0.12566134685507405, 0.2533471031357998, 0.3853204664075676, 0.5244005127080408,
        0.6744897501960817, 0.8416212335729142, 1.0364333894937896, 1.2815515655446004, 1.6448536269514726,
    ];

    private static readonly StreamKey Key = StreamKey.Derive(42, "Distribution", "Value");

    private delegate double Draw(ref RowRandom random);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-250.5, 3)]
    [InlineData(1e6, 1e5)]
    public void Twentieths_of_a_normal_distribution_are_equally_likely(double mean, double stdDev)
    {
        var distribution = new NormalDistribution(mean, stdDev);

        Twentieths(distribution.Next, point => mean + stdDev * point).ShouldBeUniform();
    }

    [Fact]
    public void Twentieths_of_a_log_normal_distribution_are_equally_likely()
    {
        var distribution = new LogNormalDistribution(3, 0.7);

        Twentieths(distribution.Next, point => Math.Exp(3 + 0.7 * point)).ShouldBeUniform();
    }

    [Fact]
    public void Twentieths_of_an_exponential_distribution_are_equally_likely()
    {
        var distribution = new ExponentialDistribution(0.25);
        var twentieth = 0;

        Twentieths(distribution.Next, _ => -Math.Log(1 - ++twentieth / 20.0) / 0.25).ShouldBeUniform();
    }

    [Fact]
    public void A_normal_distribution_has_the_moments_and_tails_it_should()
    {
        const int Many = 4_000_000;
        var distribution = new NormalDistribution(0, 1);
        var (sum, squares, cubes, fourths, beyond4) = (0.0, 0.0, 0.0, 0.0, 0L);
        for (var row = 0L; row < Many; row++)
        {
            var random = Key.At(row);
            var value = distribution.Next(ref random);
            sum += value;
            squares += value * value;
            cubes += value * value * value;
            fourths += value * value * value * value;
            beyond4 += Math.Abs(value) > 4 ? 1 : 0;
        }

        // The deviations of these sums are √1, √2, √15 and √96 per √n.
        var root = Math.Sqrt(Many);
        (sum / root).ShouldBeInRange(-4, 4);
        ((squares - Many) / root / Math.Sqrt(2)).ShouldBeInRange(-4, 4);
        (cubes / root / Math.Sqrt(15)).ShouldBeInRange(-4, 4);
        ((fourths - 3.0 * Many) / root / Math.Sqrt(96)).ShouldBeInRange(-4, 4);
        beyond4.ShouldBePoisson(6.334248e-5 * Many);
    }

    [Fact]
    public void Interpolated_normal_values_are_close_to_exact_ones_and_never_fall()
    {
        var random = Key.At(0);
        for (var i = 0; i < 100_000; i++)
        {
            // All magnitudes of the distance from the end, down to a single cell.
            var cell = random.NextUInt64() >> (12 + random.NextIndex(52));
            var exact = NormalQuantile.At((2 * cell + 1) * (0.5 / (1UL << IQuantile.CellBits)));

            Math.Abs(StandardNormal.At(cell) - exact).ShouldBeLessThan(3e-8, $"cell {cell}");
            StandardNormal.At((1UL << IQuantile.CellBits) - 1 - cell).ShouldBe(-StandardNormal.At(cell));
            StandardNormal.At(cell + 1).ShouldBeGreaterThanOrEqualTo(StandardNormal.At(cell), $"cell {cell}");
        }

        StandardNormal.At(0).ShouldBe(-8.29, 0.01);
    }

    [Theory]
    [InlineData(0.3, -0.5244005127080408)]
    [InlineData(0.02, -2.053748910631823)]
    [InlineData(1e-5, -4.264890793922825)]
    [InlineData(1e-12, -7.034483825301132)]
    public void Exact_normal_quantiles(double probability, double expected) => NormalQuantile.At(probability).ShouldBe(expected, 2e-15 * Math.Abs(expected));

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0.5, 0.6)]
    [InlineData(3, 3.5)]
    [InlineData(5, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, -2.5)]
    public void A_truncated_normal_distribution_has_the_density_between_its_bounds(double min, double max)
    {
        var distribution = new NormalDistribution(0, 1, min, max);

        ShouldHaveDensity(distribution.Next, x => Math.Exp(-x * x / 2), Math.Max(min, -9), Math.Min(max, 9));
    }

    [Fact]
    public void Truncated_log_normal_and_exponential_distributions_have_their_densities()
    {
        var logNormal = new LogNormalDistribution(1, 0.5, 2, 4);
        var exponential = new ExponentialDistribution(0.001, 10);

        ShouldHaveDensity(logNormal.Next, x => Math.Exp(-Math.Pow((Math.Log(x) - 1) / 0.5, 2) / 2) / x, 2, 4);
        ShouldHaveDensity(exponential.Next, x => Math.Exp(-0.001 * x), 0, 10);
    }

    // Rounding gives the bounds a whole cell, as it gives every other value.
    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(1, 3, 3)]
    [InlineData(100, 2.5, 3.25)]
    [InlineData(1_000_000, 2.999_99, 3.000_01)]
    [InlineData(100, 6, double.PositiveInfinity)]
    public void Scaled_values_are_rounded_before_they_are_held_against_the_bounds(long unit, double min, double max)
    {
        var distribution = new NormalDistribution(3, 1, min, max);
        var first = (long)Math.Ceiling(min * unit);
        var last = (long)Math.Min(max * unit, 9 * unit);
        var counts = new long[last - first + 1];
        for (var row = 0L; row < Rows / 4; row++)
        {
            var random = Key.At(row);
            counts[distribution.NextScaled(ref random, unit) - first]++;
        }

        if (counts.Length == 1)
            return;
        counts.ShouldFit([.. Enumerable.Range(0, counts.Length).Select(i =>
            Integral(x => Math.Exp(-(x - 3) * (x - 3) / 2), (first + i - 0.5) / unit, (first + i + 0.5) / unit))]);
    }

    [Fact]
    public void Bounds_that_decimals_meet_exactly_are_reached()
    {
        // 0.07 × 100 is above 7 in binary floating point.
        var distribution = new NormalDistribution(0.07, 0.01, 0.07, 0.07);
        var random = Key.At(0);

        distribution.NextScaled(ref random, 100).ShouldBe(7);
        distribution.Next(ref random).ShouldBe(0.07);
    }

    [Fact]
    public void Unreachable_bounds_are_refused_when_the_distribution_is_made()
    {
        Should.Throw<ArgumentException>(() => new NormalDistribution(0, 1, 50, 60)).Message.ShouldContain("between 50 and 60");
        Should.Throw<ArgumentException>(() => new NormalDistribution(0, 1, 2, 1)).Message.ShouldContain("2 and 1");
        Should.Throw<ArgumentException>(() => new NormalDistribution(0, 1, double.NaN, 1));
        Should.Throw<ArgumentException>(() => new NormalDistribution(0, 0)).Message.ShouldContain("stdDev is 0");
        Should.Throw<ArgumentException>(() => new NormalDistribution(double.NaN, 1)).Message.ShouldContain("mean is NaN");
        Should.Throw<ArgumentException>(() => new LogNormalDistribution(0, 1, max: -1));
        Should.Throw<ArgumentException>(() => new LogNormalDistribution(1e9, 1)).Message.ShouldContain("between 0 and");
        Should.Throw<ArgumentException>(() => new ExponentialDistribution(0)).Message.ShouldContain("rate is 0");
        Should.Throw<ArgumentException>(() => new ExponentialDistribution(1, -1));
    }

    [Fact]
    public void Bounds_without_a_value_of_the_unit_are_refused_with_the_reason()
    {
        var distribution = new NormalDistribution(0, 1, 0.2, 0.8);

        Should.Throw<InvalidOperationException>(() =>
        {
            var random = Key.At(0);
            distribution.NextScaled(ref random, 1);
        }).Message.ShouldContain("between the bounds 0.2 and 0.8");
    }

    [Fact]
    public void Values_beyond_64_bits_are_redrawn()
    {
        var distribution = new LogNormalDistribution(40, 10);
        for (var row = 0L; row < 10_000; row++)
        {
            var random = Key.At(row);
            distribution.NextScaled(ref random, 100).ShouldBeInRange(0, 9_000_000_000_000_000_000);
        }
    }

    private static long[] Twentieths(Draw draw, Func<double, double> scale)
    {
        var edges = NormalTwentieths.Select(scale).ToArray();
        return Count(draw, edges);
    }

    private static void ShouldHaveDensity(Draw draw, Func<double, double> density, double min, double max)
    {
        const int Bins = 40;
        var edges = Enumerable.Range(0, Bins + 1).Select(i => min + (max - min) * i / Bins).ToArray();

        Count(draw, edges[1..^1], min, max).ShouldFit([.. edges.Zip(edges.Skip(1), (from, to) => Integral(density, from, to))]);
    }

    private static long[] Count(Draw draw, double[] edges, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        var counts = new long[edges.Length + 1];
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            var value = draw(ref random);
            value.ShouldBeInRange(min, max);
            var index = Array.BinarySearch(edges, value);
            counts[index < 0 ? ~index : index + 1]++;
        }

        return counts;
    }

    // Simpson's rule.
    private static double Integral(Func<double, double> density, double from, double to)
    {
        const int Steps = 64;
        var width = (to - from) / Steps;
        return Enumerable.Range(0, Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * density(from + i * width)) * width / 3;
    }
}
