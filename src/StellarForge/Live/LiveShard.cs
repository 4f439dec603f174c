using System.Collections.Immutable;

namespace StellarForge.Live;

/// <summary>The times of one shard's live rows: segments, each with a curve. Segments are appended while other threads read.</summary>
/// <param name="shard">The shard.</param>
/// <param name="tables">The streamed root tables.</param>
internal sealed class LiveShard(int shard, ImmutableArray<LiveTable> tables)
{
    private volatile Segment[] _segments = [];

    /// <summary>The day on which the first segment begins, or that of <paramref name="next"/> where it is the first.</summary>
    public int FirstDay(LiveSegment next) => Canonical.DaysOf(_segments is [var first, ..] ? first.Start : next.Start);

    public void Begin(LiveSegment next, LiveCurve curve)
    {
        var last = _segments.LastOrDefault();
        if (next.Start < last?.Start)
        {
            throw new ArgumentException(
                $"The segment begins at {Canonical.ToDateTime(next.Start):O}, before the shard's last, at {Canonical.ToDateTime(last.Start):O}.");
        }

        var paces = new Pace[tables.Length];
        for (var table = 0; table < paces.Length; table++)
        {
            // What a rate has brought of the next row counts on: rates that change often neither lose nor gain rows.
            var first = CountBefore(table, next.Start);
            var reached = last is null ? 0 : last.Reached(table, next.Start) - (first - last.Paces[table].First);
            paces[table] = new Pace(first, reached, tables[table].Shards * (double)TimeSpan.MicrosecondsPerSecond / next.Rates[table]);
        }

        _segments = [.. _segments, new Segment(next.Start, curve, paces)];
    }

    /// <summary>The time of a local row, or <see cref="long.MaxValue"/> where no segment brings it.</summary>
    public long TimeOf(int table, long local)
    {
        var segments = _segments;
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (segments[middle].Paces[table].First <= local)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0)
            return long.MaxValue;
        var segment = segments[low - 1];
        var time = segment.Curve.TimeOf(TrafficAt(segment, table, local));
        return time < segment.Curve.End ? Math.Max(time, segment.Start) : long.MaxValue;
    }

    /// <summary>The number of local rows whose time is before a time.</summary>
    public long CountBefore(int table, long time)
    {
        var segments = _segments;
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (segments[middle].Start < time)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0)
            return 0;
        var segment = segments[low - 1];
        var pace = segment.Paces[table];
        if (double.IsInfinity(pace.Spacing))
            return pace.First;

        // The row of that place, give or take one, as places lie between whole numbers.
        var until = segment.Curve.Until(time - 1);
        var local = pace.First + Math.Max(0, (long)segment.Reached(table, time - 1) - 1);
        while (TrafficAt(segment, table, local) <= until)
            local++;
        return local;
    }

    // What traffic there is on the segment's curve when the row comes.
    private double TrafficAt(Segment segment, int table, long local)
    {
        var (first, reached, spacing) = segment.Paces[table];
        var place = local - first + tables[table].Phase(shard, local);
        return double.IsInfinity(spacing) ? spacing : segment.Before + Math.Max(0, place - reached) * spacing;
    }

    /// <summary>A table's rows in a segment.</summary>
    /// <param name="First">The first local row.</param>
    /// <param name="Reached">How far the segments before got from the row before the first one to it.</param>
    /// <param name="Spacing">The traffic from row to row.</param>
    private readonly record struct Pace(long First, double Reached, double Spacing);

    private sealed record Segment(long Start, LiveCurve Curve, Pace[] Paces)
    {
        public double Before { get; } = Curve.Until(Start);

        /// <summary>How many rows from the segment's first one on were reached at a time.</summary>
        public double Reached(int table, long time) => Paces[table].Reached + (Curve.Until(time) - Before) / Paces[table].Spacing;
    }
}
