namespace StellarForge.Distributions;

/// <summary>A zipf law over 1 … max for any exponent from 0: the value k has a probability in proportion to k^−exponent.</summary>
/// <remarks>
/// The head, which most values fall in, comes from a table; the tail by rejection-inversion (Hörmann &amp; Derflinger 1996,
/// “Rejection-inversion to generate variates from monotone discrete distributions”). Set-up and memory do not depend on max.
/// </remarks>
public readonly struct ZipfDistribution
{
    private const int HeadSize = 1_024;

    private readonly double _exponent;
    private readonly long _max;
    private readonly WeightedChoice? _head;
    private readonly double _tailStart;
    private readonly double _tailEnd;
    private readonly double _shortcut;

    /// <summary>Makes the distribution.</summary>
    /// <param name="exponent">The exponent; 0 (uniform) or more.</param>
    /// <param name="max">The largest value; 1 to 2^53.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public ZipfDistribution(double exponent, double max)
    {
        Parameters.RequireFinite(exponent);
        Parameters.RequireBounds(0, exponent);
        Parameters.RequireBounds(1, max);
        if (max > 1L << 53)
            throw new ArgumentException($"max is {max}, and must be at most 2^53.", nameof(max));

        _exponent = exponent;
        _max = (long)max;
        if (exponent == 0)
            return;

        // One weight for each value of the head, and the last for the tail, if there is one.
        var head = (int)Math.Min(HeadSize, _max);
        var weights = new double[_max > head ? head + 1 : head];
        for (var k = 1; k <= head; k++)
            weights[k - 1] = Density(k);
        if (_max > head)
        {
            weights[head] = Integral(_max + 0.5) - Integral(head + 0.5);
            _tailStart = Integral(head + 1.5) - Density(head + 1);
            _tailEnd = Integral(_max + 0.5);
            _shortcut = head + 2 - InverseIntegral(Integral(head + 2.5) - Density(head + 2));
        }

        _head = new WeightedChoice(weights);
    }

    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => NextScaled(ref random, 1);

    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit)
    {
        if (_head is null)
            return random.NextInt64(1, _max) * unit;

        var value = _head.Next(ref random) + 1;
        return (value <= HeadSize ? value : NextOfTail(ref random)) * unit;
    }

    private long NextOfTail(ref RowRandom random)
    {
        while (true)
        {
            var u = _tailEnd + random.NextDouble() * (_tailStart - _tailEnd);
            var x = InverseIntegral(u);
            var k = Math.Clamp((long)(x + 0.5), HeadSize + 1, _max);
            if (k - x <= _shortcut || u >= Integral(k + 0.5) - Density(k))
                return k;
        }
    }

    private double Density(double x) => PortableMath.Exp(-_exponent * PortableMath.Log(x));

    // ∫ x^−s dx, written so that nothing cancels as s nears 1.
    private double Integral(double x)
    {
        var log = PortableMath.Log(x);
        return ExpMinusOneOver((1 - _exponent) * log) * log;
    }

    private double InverseIntegral(double y)
    {
        // Below −1 only by rounding.
        var t = Math.Max(-1, y * (1 - _exponent));
        return PortableMath.Exp(LogOnePlusOver(t) * y);
    }

    // (e^x − 1) / x
    private static double ExpMinusOneOver(double x) => Math.Abs(x) > 1e-3
        ? (PortableMath.Exp(x) - 1) / x
        : 1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5)));

    // ln(1 + x) / x
    private static double LogOnePlusOver(double x) => Math.Abs(x) > 1e-3
        ? PortableMath.Log(1 + x) / x
        : 1 - x * (0.5 - x * (1.0 / 3 - x * (0.25 - x / 5)));
}
