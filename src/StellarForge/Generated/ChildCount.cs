using System.ComponentModel;
using System.Numerics;
using StellarForge.Distributions;

namespace StellarForge.Generated;

/// <summary>The number of children of an owner.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ChildCount
{
    private readonly int _min;
    private readonly int _max;
    private readonly CountPattern _pattern;
    private readonly ZipfDistribution _zipf;

    /// <summary>Makes the distribution.</summary>
    /// <param name="min">The fewest; 0 or more.</param>
    /// <param name="max">The most, inclusive.</param>
    /// <param name="pattern">How the counts spread.</param>
    /// <exception cref="ArgumentException">The bounds are empty or negative.</exception>
    public ChildCount(int min, int max, CountPattern pattern)
    {
        Parameters.RequireBounds(0, min);
        Parameters.RequireBounds(min, max);
        (_min, _max, _pattern) = (min, max, pattern);
        if (pattern == CountPattern.Zipf)
            _zipf = new ZipfDistribution(exponent: 1, max - min + 1);
    }

    /// <summary>A count within the bounds.</summary>
    public int Next(ref RowRandom random) => _pattern switch
    {
        CountPattern.Geometric => NextGeometric(ref random),
        CountPattern.Zipf => _min - 1 + (int)_zipf.NextScaled(ref random, 1),
        _ => (int)random.NextInt64(_min, _max),
    };

    // The zeros before the first one of random bits halve in number each time. Numbers below the lowest would have more than wanted.
    private int NextGeometric(ref RowRandom random)
    {
        var lowest = 1UL << Math.Max(0, 63 - (_max - _min));
        var bits = lowest + RowRandom.High(random.NextUInt64(), 0 - lowest);
        return _min + BitOperations.LeadingZeroCount(bits);
    }
}
