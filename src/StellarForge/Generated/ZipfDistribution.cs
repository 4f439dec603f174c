using System.ComponentModel;
using StellarForge.Distributions;

namespace StellarForge.Generated;

/// <summary>A zipf law over 1 … max for any exponent from 0: the value k has a probability in proportion to k^−exponent.</summary>
/// <remarks>
/// Exact rejection from a staircase: each octave of values is cut into 16 steps, of one value each below 32; the alias method picks a
/// step by its area, a value within it is uniform, and is kept with its probability over that of the step's first value. More than
/// 98 in 100 are kept, most of them without computing a power. Set-up and memory grow with the logarithm of max only.
/// (Devroye 1986, “Non-Uniform Random Variate Generation”, chapter VIII.)
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ZipfDistribution
{
    private const int StepsPerOctaveBits = 4;
    private const int StepsPerOctave = 1 << StepsPerOctaveBits;

    private readonly double _exponent;
    private readonly long _max;
    private readonly WeightedChoice? _choice;
    private readonly Step[]? _steps;

    /// <summary>Makes the distribution.</summary>
    /// <param name="exponent">The exponent; 0 (uniform) or more.</param>
    /// <param name="max">The largest value; 1 to 2^53.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public ZipfDistribution(double exponent, double max)
    {
        Parameters.RequireNotNegative(exponent);
        if (!(max >= 1 && max <= 1L << 53))
            throw new ArgumentException($"max is {max}, and must be from 1 to 2^53.");

        _exponent = exponent;
        _max = (long)max;
        if (exponent == 0)
            return;

        var steps = new List<Step>();
        var weights = new List<double>();
        for (long first = 1, width = 1; first <= _max; first += width)
        {
            if (first >= width * 2 * StepsPerOctave)
                width *= 2;
            var count = Math.Min(width, _max - first + 1);

            // The next step's first value is a safe bound for all of this one's. A step of one value is never rejected.
            steps.Add(new Step(first, (ulong)count, count == 1 ? 1 : PortableMath.Pow((double)first / (first + count), exponent)));
            weights.Add(count * PortableMath.Pow(first, -exponent));
        }

        _steps = [.. steps];
        _choice = new WeightedChoice([.. weights]);
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => NextValue(ref random);

    /// <summary>A value × unit.</summary>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public long NextScaled(ref RowRandom random, long unit) => checked(NextValue(ref random) * unit);

    private long NextValue(ref RowRandom random)
    {
        if (_steps is null)
            return random.NextInt64(1, _max);

        while (true)
        {
            ref readonly var step = ref _steps[_choice!.Next(ref random)];
            var value = step.First + (long)Math.BigMul(random.NextUInt64(), step.Count, out _);
            var keep = random.NextDouble();
            if (keep < step.AlwaysKept || keep < PortableMath.Pow((double)step.First / value, _exponent))
                return value;
        }
    }

    private readonly record struct Step(long First, ulong Count, double AlwaysKept);
}
