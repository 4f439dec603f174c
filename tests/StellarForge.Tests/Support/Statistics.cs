namespace StellarForge.Tests.Support;

/// <summary>Tests of fit. Seeds are fixed, so a test that passes always passes; the bounds are what a fair source exceeds once in 100,000 tests.</summary>
internal static class Statistics
{
    private const double LargestDeviation = 4.4;

    /// <summary>Pearson's chi-squared test, both ways: too good a fit fails as well.</summary>
    /// <param name="observed">The counts of the cells.</param>
    /// <param name="weights">What the counts should be in proportion to.</param>
    /// <param name="smallest">Cells that fewer values than this are expected in are merged with their neighbours.</param>
    public static void ShouldFit(this ReadOnlySpan<long> observed, ReadOnlySpan<double> weights, double smallest = 10)
    {
        observed.Length.ShouldBe(weights.Length);
        var (total, sum) = (0L, 0.0);
        for (var i = 0; i < observed.Length; i++)
            (total, sum) = (total + observed[i], sum + weights[i]);

        var (cells, chiSquared, count, expected) = (0, 0.0, 0L, 0.0);
        for (var i = 0; i < observed.Length; i++)
        {
            if (weights[i] == 0)
                observed[i].ShouldBe(0, $"cell {i}");
            count += observed[i];
            expected += weights[i] / sum * total;
            if (expected < smallest)
                continue;
            chiSquared += (count - expected) * (count - expected) / expected;
            (cells, count, expected) = (cells + 1, 0, 0);
        }

        if (expected > 0.5)
        {
            chiSquared += (count - expected) * (count - expected) / expected;
            cells++;
        }

        // Wilson & Hilferty 1931: the cube root is all but normal.
        cells.ShouldBeGreaterThan(1, "cells to test");
        var spread = 2.0 / (9 * (cells - 1));
        Math.Abs((Math.Cbrt(chiSquared / (cells - 1)) - (1 - spread)) / Math.Sqrt(spread))
            .ShouldBeLessThan(LargestDeviation, $"deviations of chi² = {chiSquared:F1} over {cells - 1} degrees of freedom");
    }

    /// <inheritdoc cref="ShouldFit(ReadOnlySpan{long}, ReadOnlySpan{double}, double)"/>
    public static void ShouldFit(this long[] observed, double[] weights) => ((ReadOnlySpan<long>)observed).ShouldFit(weights);

    /// <summary>All cells equally likely.</summary>
    public static void ShouldBeUniform(this long[] observed) => observed.ShouldFit([.. Enumerable.Repeat(1.0, observed.Length)]);

    /// <summary>Each a count of heads in so many tosses: their squares add up to chi², and none deviates beyond chance.</summary>
    public static void ShouldBeCoinTosses(this long[] heads, long tosses)
    {
        var chiSquared = 0.0;
        foreach (var count in heads)
        {
            var deviation = (count - tosses / 2.0) / Math.Sqrt(tosses / 4.0);
            Math.Abs(deviation).ShouldBeLessThan(6.2);
            chiSquared += deviation * deviation;
        }

        Math.Abs((chiSquared - heads.Length) / Math.Sqrt(2.0 * heads.Length))
            .ShouldBeLessThan(LargestDeviation + 0.6, $"deviations of chi² = {chiSquared:F1} over {heads.Length} coins");
    }

    /// <summary>A value of a Poisson distribution of a large mean.</summary>
    public static void ShouldBePoisson(this long observed, double mean) =>
        Math.Abs((observed - mean) / Math.Sqrt(mean)).ShouldBeLessThan(LargestDeviation, $"deviations of {observed} from {mean}");
}
