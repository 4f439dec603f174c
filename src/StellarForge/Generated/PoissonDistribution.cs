using System.ComponentModel;
using StellarForge.Distributions;

namespace StellarForge.Generated;

/// <summary>A Poisson distribution, from a table of its probabilities, truncated at a largest value.</summary>
/// <remarks>The table reaches twelve standard deviations to either side of the mean: what lies beyond comes less than once in 10^30 values.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PoissonDistribution
{
    private const double LargestMean = 1e8;

    private readonly WeightedChoice _choice;
    private readonly long _first;

    /// <summary>Makes the distribution.</summary>
    /// <param name="mean">The mean, above 0 and at most 10^8.</param>
    /// <param name="max">The largest value; 0 or more. A cut table is the same distribution as redrawing gives.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public PoissonDistribution(double mean, double max = double.PositiveInfinity)
    {
        Parameters.RequirePositive(mean);
        Parameters.RequireBounds(0, max);
        if (mean > LargestMean)
            throw new ArgumentException($"mean is {mean}, and must be at most {LargestMean}; a normal distribution does for larger ones.");

        var reach = 12 * Math.Sqrt(mean) + 20;
        _first = (long)Math.Max(0, mean - reach);
        var last = (long)Math.Min(mean + reach, max);
        if (last < _first)
            throw new ArgumentException($"max is {max}, where a Poisson distribution of mean {mean} has no weight.");

        // Outwards from the mode, whose weight is set to 1, so that nothing overflows.
        var weights = new double[last - _first + 1];
        var mode = (int)Math.Clamp((long)mean - _first, 0, weights.Length - 1);
        weights[mode] = 1;
        for (var i = mode + 1; i < weights.Length; i++)
            weights[i] = weights[i - 1] * mean / (_first + i);
        for (var i = mode - 1; i >= 0; i--)
            weights[i] = weights[i + 1] * (_first + i + 1) / mean;
        _choice = new WeightedChoice(weights);
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => _first + _choice.Next(ref random);

    /// <inheritdoc cref="ZipfDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => checked((_first + _choice.Next(ref random)) * unit);
}
