namespace StellarForge.Distributions;

// The contract that generated code is written against; each becomes a file of its own.

/// <summary>Normal.</summary>
public readonly struct NormalDistribution
{
    /// <summary>Truncated by redrawing to [min, max].</summary>
    public NormalDistribution(double mean, double stdDev, double min = double.NegativeInfinity, double max = double.PositiveInfinity) => throw new NotImplementedException();
    /// <summary>A value within the bounds.</summary>
    public double Next(ref RowRandom random) => throw new NotImplementedException();
    /// <summary>A value × unit, rounded half-even to an integer that is within the bounds × unit (redrawn otherwise).</summary>
    public long NextScaled(ref RowRandom random, long unit) => throw new NotImplementedException();
}

/// <summary>Log-normal.</summary>
public readonly struct LogNormalDistribution
{
    /// <summary>Mean and deviation of the logarithm.</summary>
    public LogNormalDistribution(double mean, double stdDev, double min = 0, double max = double.PositiveInfinity) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => throw new NotImplementedException();
}

/// <summary>Exponential.</summary>
public readonly struct ExponentialDistribution
{
    /// <summary>Rate λ.</summary>
    public ExponentialDistribution(double rate, double max = double.PositiveInfinity) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => throw new NotImplementedException();
}

/// <summary>Poisson.</summary>
public readonly struct PoissonDistribution
{
    /// <summary>Mean.</summary>
    public PoissonDistribution(double mean, double max = double.PositiveInfinity) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => throw new NotImplementedException();
}

/// <summary>Zipf over 1 … max.</summary>
public readonly struct ZipfDistribution
{
    /// <summary>Exponent 0 or more, max 1 or more.</summary>
    public ZipfDistribution(double exponent, double max) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.Next"/>
    public double Next(ref RowRandom random) => throw new NotImplementedException();
    /// <inheritdoc cref="NormalDistribution.NextScaled"/>
    public long NextScaled(ref RowRandom random, long unit) => throw new NotImplementedException();
}

/// <summary>An index by weight (alias method).</summary>
public sealed class WeightedChoice
{
    /// <summary>Weights: 0 or more, not all 0.</summary>
    public WeightedChoice(params ReadOnlySpan<double> weights) => throw new NotImplementedException();
    /// <summary>0 to the number of weights − 1.</summary>
    public int Next(ref RowRandom random) => throw new NotImplementedException();
}

/// <summary>The number of children of an owner.</summary>
public readonly struct ChildCount
{
    /// <summary>Bounds inclusive.</summary>
    public ChildCount(int min, int max, CountPattern pattern) => throw new NotImplementedException();
    /// <summary>A count within the bounds.</summary>
    public int Next(ref RowRandom random) => throw new NotImplementedException();
}

/// <summary>The inverse of a traffic curve: event time by row index.</summary>
public sealed class Timeline
{
    /// <summary>From start to end (exclusive), over the given number of rows.</summary>
    public Timeline(DateTime start, DateTime end, TrafficPattern pattern, long rows) => throw new NotImplementedException();
    /// <summary>Microseconds since 1970 UTC; never falls as the row rises; the randomness places the row within its own slot.</summary>
    public long At(long row, ref RowRandom random) => throw new NotImplementedException();
}

/// <summary>Draws root rows of a parent table, uniformly or by a zipf law whose ranks a permutation keyed on the parent spreads over its rows.</summary>
public readonly struct ParentDraw
{
    /// <summary>Draws from a root table's rows in a world.</summary>
    public ParentDraw(World world, TableSchema root, double skew = 0) => throw new NotImplementedException();
    /// <summary>The number of rows drawn from.</summary>
    public long Count => throw new NotImplementedException();
    /// <summary>A row index of the parent.</summary>
    public long Next(ref RowRandom random) => throw new NotImplementedException();
}
