using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Reads a partition on from an event before which others of its lane are missing, and keeps nothing, until all of the lane's events that were met stand
/// there again in an unbroken chain. Only then does the partition's position pass the first of them: so it never passes an event that is not committed,
/// and has no copy further on.
/// </summary>
/// <param name="partition">The partition.</param>
/// <param name="offset">Where the gap was met: reading goes on from here afterwards.</param>
/// <param name="found">The event behind the gap.</param>
/// <param name="last">The number of the lane's last event before it.</param>
internal sealed class GapScan(TopicPartition partition, long offset, EventOrigin found, long last)
{
    private readonly long _before = last;
    private long _last = last;
    private long _highest = found.Number;

    // Where the partition ended when it was first asked, and since when nothing went on there.
    private long? _end;
    private long? _since;

    public LaneKey Lane { get; } = new(found.Stream, found.Shard);

    public long Offset => offset;

    /// <summary>The number up to which events come again, once the chain is whole.</summary>
    public long Highest => _highest;

    /// <summary>Goes on by an event of the partition.</summary>
    /// <returns>Whether the chain is whole.</returns>
    public bool Step(EventOrigin origin)
    {
        if (origin.Stream != Lane.Stream || origin.Shard != Lane.Shard || origin.Number <= _last)
            return false;
        if (origin.Previous == _last)
            (_last, _since) = (origin.Number, null);
        else
            ThrowIfOtherLane(partition, origin, _last);
        _highest = Math.Max(_highest, origin.Number);
        return _last >= _highest;
    }

    /// <summary>Whether what is missing did not come for too long. What lies in the partition already is read first, however long that takes.</summary>
    /// <param name="next">How far the partition is read.</param>
    /// <param name="end">Its end now.</param>
    /// <param name="options">Clock and time-out.</param>
    public bool IsOverdue(long next, long end, PipelineOptions options)
    {
        _end ??= end;
        if (next < _end)
            return false;
        _since ??= options.Time.GetTimestamp();
        return options.Time.GetElapsedTime(_since.Value) >= options.GapTimeout;
    }

    /// <summary>What is said where the chain stays broken.</summary>
    public PipelineException Missing(string name) => new(
        $"{name}: events of the stream {Lane.Stream} are missing in {partition}: shard {Lane.Shard} has number {found.Number} at offset {offset}, which "
        + $"follows number {found.Previous}, and the last that was written is "
        + $"{(_before < 0 ? "none" : $"number {_before}")}{(_last > _before ? $" (a resend ends at number {_last})" : "")}. "
        + "The generator sends them again when it goes on: start it, then this pipeline. "
        + "Where they are deleted for good, --reset --mode ignore reads what the topics still hold from their beginning, "
        + "and leaves rows that are there as they are.");

    /// <summary>Refuses an event that says it follows one that its lane does not have, though it is further.</summary>
    public static void ThrowIfOtherLane(TopicPartition partition, EventOrigin origin, long last)
    {
        if (origin.Previous < last)
        {
            throw new PipelineException(
                $"In {partition}, event {origin.Number} of shard {origin.Shard} of the stream {origin.Stream} says that it follows number {origin.Previous}, "
                + $"but number {last} is between them: two generators sent different events under one stream's id. Begin a new stream.");
        }
    }
}
