using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace StellarForge.Distributions;

/// <summary>
/// A distribution within bounds: the values that redrawing would give, never clamped, so that no bound gets a peak. The cells whose
/// values lie within the bounds are found once, by bisection; a value is then one draw among them, however narrow the bounds.
/// </summary>
internal readonly struct Truncation
{
    // Fewer cells would show as steps; they hold one value in 10^13.
    private const ulong FewestCells = 1_024;

    // A run of misses that bounds on multiples of 1/unit never see; the others get the cells of their unit.
    private const int MostRedraws = 32;

    // A little within what fits 64 bits.
    private const double LargestScaled = 9e18;

    private readonly double _min;
    private readonly double _max;
    private readonly Cells _exact;
    private readonly Cells _rounded;

    private Truncation(double min, double max, Cells exact, Cells rounded) => (_min, _max, _exact, _rounded) = (min, max, exact, rounded);

    /// <summary>Finds the cells within bounds.</summary>
    /// <exception cref="ArgumentException">The bounds are empty, or the distribution has next to no weight between them.</exception>
    public static Truncation Of<TQuantile>(in TQuantile quantile, double min, double max)
        where TQuantile : struct, IQuantile
    {
        Parameters.RequireBounds(min, max);

        // What rounds to within the bounds lies up to half a unit outside, and the smallest unit is 1.
        var exact = Within(quantile, min, max);
        var rounded = Within(quantile, min - 0.5, max + 0.5);
        if ((min == max ? rounded : exact).Count < FewestCells)
            throw new ArgumentException(
                $"Fewer than one value in 10^13 of the distribution lies between {min} and {max}. Widen the bounds, or move the distribution.");
        return new Truncation(min, max, exact, rounded);
    }

    /// <summary>A value within the bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next<TQuantile>(in TQuantile quantile, ref RowRandom random)
        where TQuantile : struct, IQuantile
    {
        if (_min == _max)
            return _min;

        // Rounding may carry a value past the bound that its cell lies within.
        double value;
        do
        {
            value = quantile.At(_exact.Next(ref random));
        }
        while (!(value >= _min && value <= _max));

        // There is no −0.
        return value + 0.0;
    }

    /// <summary>A value × unit, rounded half to even, that is within the bounds × unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long NextScaled<TQuantile>(in TQuantile quantile, ref RowRandom random, long unit)
        where TQuantile : struct, IQuantile
    {
        for (var draw = 0; draw < MostRedraws; draw++)
        {
            var scaled = Math.Round(quantile.At(_rounded.Next(ref random)) * unit);

            // Divided, as 7 / 100.0 is what 0.07 reads as and 0.07 × 100 is above 7.
            var value = scaled / unit;
            if (value >= _min && value <= _max && Math.Abs(scaled) <= LargestScaled)
                return (long)scaled;
        }

        return NextOfUnit(quantile, ref random, unit);
    }

    private long NextOfUnit<TQuantile>(in TQuantile quantile, ref RowRandom random, long unit)
        where TQuantile : struct, IQuantile
    {
        var cells = Within(quantile, Math.Max(_min, -LargestScaled / unit), Math.Min(_max, LargestScaled / unit), unit);
        if (cells.Count == 0)
            ThrowEmpty(unit);
        return (long)Math.Round(quantile.At(cells.Next(ref random)) * unit);
    }

    [DoesNotReturn]
    private void ThrowEmpty(long unit) => throw new InvalidOperationException(
        $"No multiple of 1/{unit} that the distribution gives lies between the bounds {_min} and {_max}. "
        + "Widen the bounds, or give the column more digits.");

    private static Cells Within<TQuantile>(in TQuantile quantile, double min, double max, long unit = 0)
        where TQuantile : struct, IQuantile
    {
        var first = FirstCell(quantile, min, beyond: false, unit);
        var end = FirstCell(quantile, max, beyond: true, unit);
        return new Cells(first, end > first ? end - first : 0);
    }

    // The first cell whose value, rounded to multiples of 1/unit if there is a unit, reaches a bound, or goes beyond it.
    private static ulong FirstCell<TQuantile>(in TQuantile quantile, double bound, bool beyond, long unit)
        where TQuantile : struct, IQuantile
    {
        var (low, high) = (0UL, 1UL << IQuantile.CellBits);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var value = quantile.At(middle);
            if (unit != 0)
                value = Math.Round(value * unit) / unit;
            if (beyond ? value > bound : value >= bound)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private readonly record struct Cells(ulong First, ulong Count)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Next(ref RowRandom random) => First + Math.BigMul(random.NextUInt64(), Count, out _);
    }
}
