using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using StellarForge.Distributions;

namespace StellarForge.Tests.Distributions;

/// <summary>
/// Expected values are from 200-bit arithmetic (mpmath); sweeps compare with the platform's functions, which are good to about one unit in the last place.
/// </summary>
public partial class PortableMathTests
{
    [Theory]
    [InlineData(0.5, -0.6931471805599453)]
    [InlineData(1e-310, -713.8013788281542)]
    [InlineData(0.99999, -1.0000050000287824e-05)]
    [InlineData(1.00001, 9.999950000398841e-06)]
    [InlineData(2, 0.6931471805599453)]
    [InlineData(10, 2.302585092994046)]
    [InlineData(1e+300, 690.7755278982137)]
    [InlineData(0.7071067811865476, -0.3465735902799726)]
    [InlineData(1.4142135623730951, 0.3465735902799727)]
    [InlineData(1, 0)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Logarithms(double x, double expected) => UnitsApart(PortableMath.Log(x), expected).ShouldBeLessThanOrEqualTo(1);

    [Theory]
    [InlineData(1e-20, 1.0)]
    [InlineData(-1e-05, 0.9999900000499998)]
    [InlineData(0.5, 1.6487212707001282)]
    [InlineData(1, 2.718281828459045)]
    [InlineData(-1, 0.36787944117144233)]
    [InlineData(10.25, 28282.541920334977)]
    [InlineData(-37.7, 4.2373860474966705e-17)]
    [InlineData(700.1, 1.120899771073261e+304)]
    [InlineData(-700.1, 8.921404266525102e-305)]
    [InlineData(709.78, 1.7928227943945155e+308)]
    [InlineData(-744.9, 5e-324)]
    [InlineData(-746, 0)]
    [InlineData(710, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, 0)]
    public void Exponentials(double x, double expected) => UnitsApart(PortableMath.Exp(x), expected).ShouldBeLessThanOrEqualTo(1);

    [Theory]
    [InlineData(1.5, 300.25, 7.437047091715138e+52)]
    [InlineData(0.1, -307.5, 3.162277660168325e+307)]
    [InlineData(123456.789, 61.7, double.PositiveInfinity)]
    [InlineData(2, 0.5, 1.4142135623730951)]
    [InlineData(0.9999999, 1000000000.0, 3.720057571493637e-44)]
    [InlineData(1.0000001, -300000000.0, 9.357636841375724e-14)]
    [InlineData(3, -600, 5.336385165377108e-287)]
    [InlineData(1e-310, 0.7, 1.0000000000000295e-217)]
    [InlineData(1, 1e300, 1)]
    [InlineData(7, 0, 1)]
    [InlineData(0, 2, 0)]
    [InlineData(0, -2, double.PositiveInfinity)]
    [InlineData(-1, 2, double.NaN)]
    public void Powers(double x, double y, double expected) => UnitsApart(PortableMath.Pow(x, y), expected).ShouldBeLessThanOrEqualTo(1);

    [Fact]
    public void Every_magnitude_is_within_two_units_of_the_platform()
    {
        var random = StreamKey.Derive(42, "PortableMath", "Sweep").At(0);
        for (var i = 0; i < 200_000; i++)
        {
            var anyPositive = BitConverter.Int64BitsToDouble(random.NextInt64(1, BitConverter.DoubleToInt64Bits(double.MaxValue)));
            var nearOne = 0.5 + random.NextDouble();
            var exponent = (random.NextDouble() - 0.5) * 1_480;
            var power = (random.NextDouble() - 0.5) * 40;

            UnitsApart(PortableMath.Log(anyPositive), Math.Log(anyPositive)).ShouldBeLessThanOrEqualTo(2, $"ln {anyPositive:R}");
            UnitsApart(PortableMath.Log(nearOne), Math.Log(nearOne)).ShouldBeLessThanOrEqualTo(2, $"ln {nearOne:R}");
            UnitsApart(PortableMath.Exp(exponent), Math.Exp(exponent)).ShouldBeLessThanOrEqualTo(2, $"e^{exponent:R}");
            UnitsApart(PortableMath.Pow(anyPositive, power), Math.Pow(anyPositive, power)).ShouldBeLessThanOrEqualTo(2, $"{anyPositive:R}^{power:R}");
            UnitsApart(PortableMath.Pow(nearOne, exponent), Math.Pow(nearOne, exponent)).ShouldBeLessThanOrEqualTo(2, $"{nearOne:R}^{exponent:R}");
        }
    }

    // Math.Sqrt, Round, Min, Max, Abs, Clamp and BigMul are exact everywhere.
    [Fact]
    public void No_source_that_makes_values_calls_a_function_that_platforms_round_differently()
    {
        var sources = Directory.EnumerateFiles(SourceFolder(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(SourceFolder(), file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "Sinks"))
            .ToArray();

        sources.Length.ShouldBeGreaterThan(50);
        foreach (var source in sources)
            PlatformDependent().Matches(File.ReadAllText(source)).Select(match => match.Value).ShouldBeEmpty(source);
    }

    private static string SourceFolder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "src", "StellarForge"));

    private static long UnitsApart(double actual, double expected) =>
        double.IsNaN(expected) ? double.IsNaN(actual) ? 0 : long.MaxValue
        : double.IsNaN(actual) ? long.MaxValue
        : Math.Abs(BitConverter.DoubleToInt64Bits(actual + 0.0) - BitConverter.DoubleToInt64Bits(expected + 0.0));

    [GeneratedRegex(
        @"\b(Math|MathF|double|float|Double|Single)\." +
        @"(Log|Log2|Log10|LogP1|Exp|Exp2|ExpM1|Pow|Sin|Cos|Tan|SinCos|Asin|Acos|Atan|Atan2|Sinh|Cosh|Tanh|Cbrt|Hypot|RootN" +
        @"|FusedMultiplyAdd|MultiplyAddEstimate|ReciprocalEstimate)\(")]
    private static partial Regex PlatformDependent();
}
