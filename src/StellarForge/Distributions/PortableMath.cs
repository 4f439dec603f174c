namespace StellarForge.Distributions;

/// <summary>
/// Elementary functions built only from exactly rounded + − × ÷, so that a seed gives the same values on every platform; the ones of
/// <see cref="Math"/> may differ in the last bit. After fdlibm (Sun Microsystems 1993, e_log.c and e_exp.c), accurate to one unit in the last place.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Log2E = 1.44269504088896338700e+00;

    // Beyond these, e^x is infinite or 0.
    private const double LargestExponent = 7.09782712893383973096e+02;
    private const double SmallestExponent = -7.45133219101941108420e+02;

    /// <summary>The natural logarithm; −∞ for 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (x <= 0 || !double.IsFinite(x))
            return x == 0 ? double.NegativeInfinity : x < 0 || double.IsNaN(x) ? double.NaN : x;

        var exponent = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984;
            exponent = -54;
        }

        // x = 2^exponent × m, with m within √½ … √2.
        var bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var w = z * z;
        var odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
        var even = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
        var half = 0.5 * f * f;
        return exponent * Ln2High - ((half - (s * (half + odd + even) + exponent * Ln2Low)) - f);
    }

    /// <summary>e to the power x.</summary>
    public static double Exp(double x)
    {
        if (x > LargestExponent)
            return double.PositiveInfinity;
        if (x < SmallestExponent)
            return 0;
        if (double.IsNaN(x))
            return x;

        var exponent = (int)(Log2E * x + (x < 0 ? -0.5 : 0.5));
        var high = x - exponent * Ln2High;
        var low = exponent * Ln2Low;
        var r = high - low;
        var t = r * r;
        var c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
        var y = 1 - ((low - r * c / (2 - c)) - high);
        return exponent > 1022
            ? y * PowerOfTwo(exponent - 1) * 2
            : exponent < -1021 ? y * PowerOfTwo(exponent + 1000) * PowerOfTwo(-1000) : y * PowerOfTwo(exponent);
    }

    /// <summary><paramref name="x"/> to the power <paramref name="y"/>, for x above 0.</summary>
    public static double Pow(double x, double y) => Exp(y * Log(x));

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
