using BenchmarkDotNet.Attributes;
using StellarForge.Generated;

namespace StellarForge.Benchmarks;

/// <summary>One value of a distribution, each row with a stream of its own as generated code has it.</summary>
public class DistributionBenchmarks
{
    private const int Rows = 10_000;

    private readonly StreamKey _key = World.Default.Key("Benchmark", "Value");
    private readonly NormalDraw _normal = new(new NormalDistribution(100, 15, 0, 200));
    private readonly LogNormalDraw _logNormal = new(new LogNormalDistribution(3, 1));
    private readonly ExponentialDraw _exponential = new(new ExponentialDistribution(0.1));
    private readonly PoissonDraw _poisson = new(new PoissonDistribution(30));
    private readonly ZipfDraw _zipf = new(new ZipfDistribution(1.1, 1e9));

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public double Uniform() => Sum(default(UniformDraw));

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Normal() => Sum(_normal);

    [Benchmark(OperationsPerInvoke = Rows)]
    public double LogNormal() => Sum(_logNormal);

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Exponential() => Sum(_exponential);

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Poisson() => Sum(_poisson);

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Zipf() => Sum(_zipf);

    private double Sum<TDraw>(TDraw draw)
        where TDraw : struct, IDraw
    {
        var sum = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            var random = _key.At(row);
            sum += draw.Next(ref random);
        }

        return sum;
    }

    private interface IDraw
    {
        double Next(ref RowRandom random);
    }

    private readonly struct UniformDraw : IDraw
    {
        public double Next(ref RowRandom random) => random.NextInt64(1, 1_000_000);
    }

    private readonly struct NormalDraw(NormalDistribution distribution) : IDraw
    {
        public double Next(ref RowRandom random) => distribution.Next(ref random);
    }

    private readonly struct LogNormalDraw(LogNormalDistribution distribution) : IDraw
    {
        public double Next(ref RowRandom random) => distribution.Next(ref random);
    }

    private readonly struct ExponentialDraw(ExponentialDistribution distribution) : IDraw
    {
        public double Next(ref RowRandom random) => distribution.Next(ref random);
    }

    private readonly struct PoissonDraw(PoissonDistribution distribution) : IDraw
    {
        public double Next(ref RowRandom random) => distribution.Next(ref random);
    }

    private readonly struct ZipfDraw(ZipfDistribution distribution) : IDraw
    {
        public double Next(ref RowRandom random) => distribution.Next(ref random);
    }
}
