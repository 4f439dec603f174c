using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace StellarForge.Distributions;

/// <summary>Truncation by redrawing: a value outside the bounds is drawn anew, never clamped, so that no bound gets a peak.</summary>
/// <param name="min">The smallest value.</param>
/// <param name="max">The largest value.</param>
internal readonly struct Truncation(double min, double max)
{
    /// <summary>Bounds that fewer than about one draw in a thousand meets are refused as hopeless when a distribution is made.</summary>
    public const double SmallestAcceptance = 0.001;

    // At the smallest acceptance, a run of misses of this length comes once in 10^17 values.
    private const int MostDraws = 40_000;

    /// <summary>Draws until a value is within the bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next<TSampler>(in TSampler sampler, ref RowRandom random)
        where TSampler : struct, ISampler
    {
        var value = sampler.Sample(ref random);
        return value >= min && value <= max ? value + 0.0 : Redraw(sampler, ref random);
    }

    /// <summary>Draws until a value × unit, rounded half to even, is within the bounds × unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long NextScaled<TSampler>(in TSampler sampler, ref RowRandom random, long unit)
        where TSampler : struct, ISampler
    {
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var scaled = Math.Round(sampler.Sample(ref random) * unit);
            if (scaled >= min * unit && scaled <= max * unit && scaled is >= long.MinValue and < long.MaxValue)
                return (long)scaled;
        }

        return ThrowHopeless();
    }

    private double Redraw<TSampler>(in TSampler sampler, ref RowRandom random)
        where TSampler : struct, ISampler
    {
        for (var draw = 1; draw < MostDraws; draw++)
        {
            var value = sampler.Sample(ref random);
            if (value >= min && value <= max)
                return value + 0.0;
        }

        return ThrowHopeless();
    }

    [DoesNotReturn]
    private long ThrowHopeless() =>
        throw new InvalidOperationException($"No value between {min} and {max} came in {MostDraws} draws: the bounds lie where the distribution has next to no weight. Widen them, or move the mean.");
}

/// <summary>Draws from a distribution without bounds.</summary>
internal interface ISampler
{
    double Sample(ref RowRandom random);
}
