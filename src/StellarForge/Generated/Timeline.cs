using System.ComponentModel;
using StellarForge.Distributions;
using StellarForge.Live;
using StellarForge.Schema;

namespace StellarForge.Generated;

/// <summary>Event time by row index: the inverse of a cumulative traffic curve, so that the time of any row is computed directly.</summary>
/// <remarks>
/// Row i of n lies between the times before which i/n and (i + 1)/n of the traffic passed, so times never fall as the row rises. Live rows have the times at
/// which they come.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Timeline
{
    private const long QuarterHour = 15 * TimeSpan.MicrosecondsPerMinute;
    private const int FewestSlots = 1_024;
    private const int MostSlots = 1 << 19;
    private const double BelowOne = 1 - 1.0 / (1L << 53);

    private readonly long _start;
    private readonly long _end;
    private readonly double _slotLength;
    private readonly double _rows;
    private readonly LiveIndices _live = LiveIndices.None;

    // The share of the traffic before each slot, and for each of as many equal shares the slot to look from on.
    private readonly double[] _before;
    private readonly int[] _guide;

    /// <summary>Makes the timeline of a table.</summary>
    /// <param name="world">The world.</param>
    /// <param name="table">The table.</param>
    /// <param name="start">The time of the first row, UTC.</param>
    /// <param name="end">The end, exclusive, UTC.</param>
    /// <param name="pattern">The traffic curve.</param>
    /// <exception cref="ArgumentException">The end is not after the start, or there are no rows.</exception>
    public Timeline(World world, TableSchema table, DateTime start, DateTime end, TrafficPattern pattern)
        : this(start, end, pattern, world.EndRow(table)) => _live = new LiveIndices(world, table);

    internal Timeline(DateTime start, DateTime end, TrafficPattern pattern, long rows)
    {
        if (end <= start)
            throw new ArgumentException($"The end {end:O} is not after the start {start:O}.", nameof(end));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);

        (_start, _end, _rows) = (Canonical.FromDateTime(start), Canonical.FromDateTime(end), rows);
        var span = _end - _start;
        var slots = pattern == TrafficPattern.Flat ? 1 : (int)Math.Clamp(span / QuarterHour, FewestSlots, MostSlots);
        _slotLength = (double)span / slots;

        _before = new double[slots + 1];
        for (var slot = 0; slot < slots; slot++)
            _before[slot + 1] = _before[slot] + Traffic.Rate(pattern, _start, _end, _start + (long)((slot + 0.5) * _slotLength));

        var total = _before[slots];
        for (var slot = 0; slot <= slots; slot++)
            _before[slot] /= total;

        // A little early: a share that rounding lifts to the next entry still finds its slot at or after it.
        _guide = new int[slots];
        for (int entry = 0, slot = 0; entry < slots; entry++)
        {
            while (_before[slot + 1] < (double)entry / slots * (1 - 1e-15))
                slot++;
            _guide[entry] = slot;
        }
    }

    /// <summary>The time of a row.</summary>
    /// <param name="row">The 0-based row index.</param>
    /// <param name="random">Places the row within its own slot.</param>
    /// <returns>Microseconds since 1970 UTC, of a filled row from the start to before the end.</returns>
    public long At(long row, ref RowRandom random)
    {
        if (row > _live.LastFilled)
            return _live.TimeOf(row);

        var share = Math.Min((row + random.NextDouble()) / _rows, BelowOne);
        var slot = _guide[(int)(share * _guide.Length)];
        while (_before[slot + 1] <= share)
            slot++;

        var within = (share - _before[slot]) / (_before[slot + 1] - _before[slot]);
        return Math.Min(_start + (long)((slot + within) * _slotLength), _end - 1);
    }
}
