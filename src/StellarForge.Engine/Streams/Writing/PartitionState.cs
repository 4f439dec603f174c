using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>A shard of a stream, whose events in one partition are one lane.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Shard">The shard, from 0.</param>
public readonly record struct LaneKey(Guid Stream, int Shard);

/// <summary>How far a pipeline is in a partition, by its target's ledger, read as the partition was taken over.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Epoch">This owner's: positions are advanced under it only.</param>
/// <param name="Offset">The offset of the next message; 0 for a partition that was never read.</param>
/// <param name="Fingerprint">A hash of the message before <paramref name="Offset"/>, to know it again by; <see langword="null"/> where none was read.</param>
/// <param name="Lanes">The number of the last event of each lane.</param>
public sealed record PartitionState(
    TopicPartition Partition, long Epoch, long Offset, long? Fingerprint, IReadOnlyDictionary<LaneKey, long> Lanes)
{
    /// <summary>
    /// Of a partition that was never read: how far the pipeline is in those of its name that other sources have, of which one may be this broker by another
    /// address.
    /// </summary>
    public IReadOnlyList<SourcePosition> Elsewhere { get; init; } = [];
}

/// <summary>How far a pipeline is in a partition of another source.</summary>
/// <param name="Source">What the ledger calls the broker.</param>
/// <param name="Offset">The offset of the next message.</param>
/// <param name="Fingerprint">A hash of the message before it.</param>
public sealed record SourcePosition(string Source, long Offset, long Fingerprint);

/// <summary>How far a pipeline is in a lane.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Key">The shard.</param>
/// <param name="Number">The number of its last event.</param>
public sealed record LanePosition(TopicPartition Partition, LaneKey Key, long Number);

/// <summary>How far a batch brings a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Epoch">The epoch under which it was taken over.</param>
/// <param name="From">The offset that the ledger has to hold: where the batch goes on.</param>
/// <param name="Offset">The offset of the next message.</param>
/// <param name="Fingerprint">A hash of the message before it.</param>
/// <param name="Lanes">The number of the last event of each lane that has events in the batch.</param>
public sealed record PartitionAdvance(
    TopicPartition Partition, long Epoch, long From, long Offset, long Fingerprint, IReadOnlyDictionary<LaneKey, long> Lanes);

/// <summary>Somebody else reads a partition by now: what was read of it is forgotten, and nothing of it is committed.</summary>
/// <param name="partition">The partition.</param>
public sealed class PartitionLostException(TopicPartition partition) : Exception($"Another writer of the pipeline took {partition} over.")
{
    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; } = partition;
}
