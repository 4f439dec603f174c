using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace StellarForge.Generated;

/// <summary>Draws an index by weight, in constant time and one draw: the alias method (Walker 1977; set-up after Vose 1991).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class WeightedChoice
{
    private readonly Cell[] _cells;

    /// <summary>Makes the table.</summary>
    /// <param name="weights">A weight for each index, 0 or more and finite, not all 0.</param>
    /// <exception cref="ArgumentException">There are no weights, or some are out of range.</exception>
    public WeightedChoice(params ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            if (!(weight >= 0) || !double.IsFinite(weight))
                throw new ArgumentException($"A weight is {weight}, and must be a finite number of 0 or more.", nameof(weights));
            sum += weight;
        }

        if (!(sum > 0) || !double.IsFinite(sum))
            throw new ArgumentException("The weights must have a finite sum above 0.", nameof(weights));

        _cells = new Cell[weights.Length];
        var scaled = new double[weights.Length];
        var small = new Stack<int>(weights.Length);
        var large = new Stack<int>(weights.Length);
        for (var i = weights.Length - 1; i >= 0; i--)
        {
            scaled[i] = weights[i] * weights.Length / sum;
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            _cells[less] = new Cell(Threshold(scaled[less]), more);
            scaled[more] = scaled[more] + scaled[less] - 1;
            (scaled[more] < 1 ? small : large).Push(more);
        }

        // What is left is 1 but for rounding. A weight of 0 never is: it found its alias above.
        foreach (var full in large.Concat(small))
            _cells[full] = new Cell(ulong.MaxValue, full);
    }

    /// <summary>0 to the number of weights − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ref RowRandom random)
    {
        // The product's high half is the cell, its low half a fraction within the cell.
        var bits = random.NextUInt64();
        var index = (int)RowRandom.High(bits, (ulong)_cells.Length);
        var fraction = bits * (ulong)_cells.Length;
        ref readonly var cell = ref _cells[index];

        // Without a branch, which no predictor would foresee.
        var alias = cell.Alias;
        return fraction < cell.Threshold ? index : alias;
    }

    private static ulong Threshold(double probability) => (ulong)(probability * (1UL << 53)) << 11;

    private readonly record struct Cell(ulong Threshold, int Alias);
}
