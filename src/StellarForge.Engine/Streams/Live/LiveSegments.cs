namespace StellarForge.Engine.Streams;

/// <summary>Decides which segments a shard begins: where its rates, its pattern or its faults are others from then on.</summary>
internal static class LiveSegments
{
    /// <summary>
    /// The segments that a shard has to begin, in order; mostly none. They begin at its limit or later, so that what was sent stays as it was.
    /// </summary>
    /// <param name="pace">How it is to go on.</param>
    /// <param name="shard">The shard, as its log has it.</param>
    /// <param name="now">The time.</param>
    /// <param name="isTakenOver">Whether somebody begins to send it: while nobody did, no rows were made.</param>
    public static IEnumerable<ShardSegment> Due(LivePace pace, ShardState shard, long now, bool isTakenOver)
    {
        var last = shard.Segments.Count > 0 ? shard.Segments[^1] : null;
        if (isTakenOver && last is not null && shard.Limit < now && last.Rows.Rates.Any(rate => rate != 0))
        {
            var rows = last.Rows;
            last = last with { Rows = rows with { Start = Math.Max(shard.Limit, rows.Start + 1), Rates = [.. rows.Rates.Select(_ => 0.0)] } };
            yield return last;
        }

        var next = pace.SegmentAt(Math.Max(Math.Max(shard.Limit, now), (last?.Rows.Start ?? 0) + 1));
        if (last is null || last.Faults != next.Faults || last.Rows.Pattern != next.Rows.Pattern
            || !last.Rows.Rates.AsSpan().SequenceEqual(next.Rows.Rates.AsSpan()))
            yield return next;
    }
}
