using StellarForge.Live;

namespace StellarForge.Engine.Streams;

/// <summary>Decides which segments a shard begins: where its rate or its pattern is another from then on.</summary>
internal static class LiveSegments
{
    /// <summary>
    /// The segments that a shard has to begin, in order; mostly none. They begin at its limit or later, so that what was sent stays as it was.
    /// </summary>
    /// <param name="pace">How many rows there are to be.</param>
    /// <param name="shard">The shard, as its log has it.</param>
    /// <param name="now">The time.</param>
    /// <param name="isTakenOver">Whether somebody begins to send it: while nobody did, no rows were made.</param>
    public static IEnumerable<LiveSegment> Due(LivePace pace, ShardState shard, long now, bool isTakenOver)
    {
        var last = shard.Segments.Count > 0 ? shard.Segments[^1] : null;
        if (isTakenOver && last is not null && shard.Limit < now && !IsPause(last))
        {
            last = last with { Start = Math.Max(shard.Limit, last.Start + 1), Rates = [.. last.Rates.Select(_ => 0.0)] };
            yield return last;
        }

        var next = pace.SegmentAt(Math.Max(Math.Max(shard.Limit, now), (last?.Start ?? 0) + 1));
        if (last is null || last.Pattern != next.Pattern || !last.Rates.AsSpan().SequenceEqual(next.Rates.AsSpan()))
            yield return next;
    }

    private static bool IsPause(LiveSegment segment) => segment.Rates.All(rate => rate == 0);
}
