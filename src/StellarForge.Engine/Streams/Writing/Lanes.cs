using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>What an event is to its lane.</summary>
internal enum LaneStep
{
    /// <summary>The next one.</summary>
    Next,

    /// <summary>It was there before: a resend.</summary>
    Repeated,

    /// <summary>Events before it are missing, and it is known to come again, after them.</summary>
    ComesAgain,

    /// <summary>Events before it are missing.</summary>
    Gap,
}

/// <summary>The lanes of a partition, as far as they are read.</summary>
/// <param name="partition">The partition, for messages.</param>
/// <param name="last">The number of the last event of each lane.</param>
/// <param name="acceptsAnyFirst">Whether a lane that is not known may begin with any event: after a reset, what was before may be deleted.</param>
internal sealed class Lanes(TopicPartition partition, IReadOnlyDictionary<LaneKey, long> last, bool acceptsAnyFirst)
{
    private readonly Dictionary<LaneKey, Lane> _lanes = last.ToDictionary(lane => lane.Key, lane => new Lane { Last = lane.Value });

    /// <summary>Goes on by an event, if it is the next one.</summary>
    /// <exception cref="PipelineException">It can't be of this lane.</exception>
    public LaneStep Step(EventOrigin origin)
    {
        var lane = Of(new LaneKey(origin.Stream, origin.Shard), origin);
        if (origin.Number <= lane.Last)
            return LaneStep.Repeated;
        if (origin.Previous == lane.Last)
        {
            lane.Last = origin.Number;
            return LaneStep.Next;
        }

        GapScan.ThrowIfOtherLane(partition, origin, lane.Last);
        return origin.Number <= lane.Covered ? LaneStep.ComesAgain : LaneStep.Gap;
    }

    /// <summary>The number of the last event of a lane.</summary>
    public long Last(LaneKey key) => _lanes[key].Last;

    /// <summary>Knows that the events of a lane up to a number come again, further on in the partition.</summary>
    public void Cover(LaneKey key, long number) => _lanes[key].Covered = number;

    private Lane Of(LaneKey key, EventOrigin first)
    {
        if (!_lanes.TryGetValue(key, out var lane))
            _lanes.Add(key, lane = new Lane { Last = acceptsAnyFirst ? first.Previous : -1 });
        return lane;
    }

    private sealed class Lane
    {
        public long Last { get; set; }

        public long Covered { get; set; } = -1;
    }
}
