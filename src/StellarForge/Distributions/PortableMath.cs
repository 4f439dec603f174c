namespace StellarForge.Distributions;

/// <summary>
/// Elementary functions built only from exactly rounded + − × ÷, so that a seed gives the same values on every platform; those of
/// <see cref="Math"/> may differ in the last bit. Accurate to one unit in the last place.
/// </summary>
/// <remarks>
/// Reduction by a table, then a short series (P. T. P. Tang, “Table-driven implementation of the exponential function” and “… of the
/// logarithm function in IEEE floating-point arithmetic”, ACM TOMS 1989 and 1990). .NET never contracts a product and a sum into one rounding.
/// </remarks>
internal static partial class PortableMath
{
    // Multiples of 2^−41: an exponent times one of them is exact. The low part is the rest.
    private const double Ln2High = 0.6931471805601177;
    private const double Ln2Low = -1.7239444525614835E-13;
    private const double Ln2Over64High = 0.010830424696450791;
    private const double Ln2Over64Low = -2.0164562921995537E-13;
    private const double SixtyFourOverLn2 = 92.33248261689366;

    // Beyond these, e^x is infinite or 0.
    private const double LargestExponent = 709.782712893384;
    private const double SmallestExponent = -745.1332191019412;

    private const double SmallestNormal = 2.2250738585072014E-308;
    private const ulong Mantissa = 0xF_FFFF_FFFF_FFFF;
    private const ulong BitsOfOne = 0x3FF0_0000_0000_0000;

    /// <summary>The natural logarithm; −∞ for 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || x == double.PositiveInfinity)
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;

        var r = Reduce(x);
        var series = r.Series;
        return r.High == 0
            ? r.Rest - (r.T * r.Rest - series)
            : r.High + (2 * r.T + (series + r.Low));
    }

    /// <summary>e to the power x.</summary>
    public static double Exp(double x) => Exp(x, 0);

    /// <summary>x to the power y, for x of 0 or more; NaN below.</summary>
    public static double Pow(double x, double y)
    {
        if (x == 1 || y == 0)
            return 1;
        if (!(x > 0) || !double.IsFinite(x) || !double.IsFinite(y))
            return x < 0 || double.IsNaN(x) || double.IsNaN(y) ? double.NaN : Exp(y * Log(x));

        // ln x as a sum of two doubles.
        var r = Reduce(x);
        var sum = r.High + 2 * r.T;
        var rest = (r.High == 0 ? 0 : 2 * r.T - (sum - r.High)) + (2 * r.RestOfT + r.Low + r.Series);
        var log = sum + rest;
        rest -= log - sum;

        var power = y * log;
        return Math.Abs(power) > 1_100
            ? power > 0 ? double.PositiveInfinity : 0
            : Exp(power, ProductError(y, log, power) + y * rest);
    }

    // e^(x + rest)
    private static double Exp(double x, double rest)
    {
        if (!(x >= SmallestExponent && x <= LargestExponent))
            return x > 0 ? double.PositiveInfinity : double.IsNaN(x) ? x : 0;

        // x = (64 × exponent + index) × ln 2 / 64 + r
        var multiple = Math.Round(x * SixtyFourOverLn2);
        var r = x - multiple * Ln2Over64High - multiple * Ln2Over64Low + rest;
        var index = (int)multiple & 63;
        var exponent = (int)multiple >> 6;

        var square = r * r;
        var series = r + square * (1.0 / 2 + r * (1.0 / 6) + square * (1.0 / 24 + r * (1.0 / 120) + square * (1.0 / 720)));
        var high = PowerHigh[index];
        var power = high + high * (series + PowerLow[index]);
        return exponent switch
        {
            > 1_022 => power * PowerOfTwo(exponent - 1) * 2,
            < -1_020 => power * PowerOfTwo(exponent + 1_000) * PowerOfTwo(-1_000),
            _ => power * PowerOfTwo(exponent),
        };
    }

    private static double PowerOfTwo(int exponent) => BitConverter.UInt64BitsToDouble((ulong)(exponent + 1_023) << 52);

    // ln x = high + low + 2 artanh t, where t = rest / (2 × center + rest) and x = 2^exponent × (center + rest).
    private static Reduction Reduce(double x)
    {
        var exponent = -1_023;
        if (x < SmallestNormal)
        {
            x *= 1UL << 54;
            exponent -= 54;
        }

        var bits = BitConverter.DoubleToUInt64Bits(x);
        exponent += (int)(bits >> 52);
        var m = BitConverter.UInt64BitsToDouble((bits & Mantissa) | BitsOfOne);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        var nearest = (int)(m * 128 + 0.5);
        var center = nearest * (1.0 / 128);
        return new Reduction(m, center, exponent * Ln2High + LogHigh[nearest - 90], exponent * Ln2Low + LogLow[nearest - 90]);
    }

    // What rounding took from a product (Dekker 1971).
    private static double ProductError(double a, double b, double product)
    {
        const double Splitter = (1 << 27) + 1;
        var (aHigh, bHigh) = (a * Splitter, b * Splitter);
        aHigh -= aHigh - a;
        bHigh -= bHigh - b;
        var (aLow, bLow) = (a - aHigh, b - bHigh);
        return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
    }

    private readonly struct Reduction(double m, double center, double high, double low)
    {
        public double High => high;

        public double Low => low;

        // Exact: both are within a factor of two of each other.
        public double Rest => m - center;

        public double T { get; } = (m - center) / (m + center);

        // 2 artanh t − 2 t
        public double Series
        {
            get
            {
                var square = T * T;
                return T * square * (2.0 / 3 + square * (2.0 / 5 + square * (2.0 / 7)));
            }
        }

        // What rounding took from t.
        public double RestOfT
        {
            get
            {
                var sum = m + center;
                var back = sum - m;
                var sumError = m - (sum - back) + (center - back);
                var product = T * sum;
                return (Rest - product - ProductError(T, sum, product) - T * sumError) / sum;
            }
        }
    }
}
