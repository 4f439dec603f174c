using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>
/// A partition that this process has taken over, until the broker gives it to another or another takes it. Read by one thread, committed by another:
/// what reading knows runs ahead of what is committed.
/// </summary>
/// <param name="state">What the ledger said.</param>
/// <param name="topic">The topic's place in the plan.</param>
/// <param name="acceptsAnyFirst">See <see cref="Streams.Lanes"/>.</param>
internal sealed class TakenPartition(PartitionState state, int topic, bool acceptsAnyFirst)
{
    private volatile bool _isLost;

    public TopicPartition Partition { get; } = state.Partition;

    /// <summary>The topic's place in the plan.</summary>
    public int Topic { get; } = topic;

    public long Epoch { get; } = state.Epoch;

    /// <summary>Reading: the lanes.</summary>
    public Lanes Lanes { get; } = new(state.Partition, state.Lanes, acceptsAnyFirst);

    /// <summary>Reading: the offset after the last message that was read.</summary>
    public long Next { get; set; } = state.Offset;

    /// <summary>Reading: the offset after the last message that is in a batch, so that each batch knows where it goes on.</summary>
    public long Passed { get; set; } = state.Offset;

    /// <summary>Reading: the offset of the broker's next message, when it was asked last.</summary>
    public long End { get; set; }

    /// <summary>Reading: what the message at <see cref="Next"/> must be, where it is one that was written before.</summary>
    public long? Expected { get; set; }

    /// <summary>Reading: the scan for events that are missing.</summary>
    public GapScan? Scan { get; set; }

    /// <summary>Reading: messages of the batch below this index are no longer wanted, as they were read before the partition was sought.</summary>
    public int IgnoredBelow { get; set; }

    /// <summary>Committing: the offset that the ledger has, for meters.</summary>
    public long Committed { get; set; } = state.Offset;

    /// <summary>Both: another has it by now, and nothing of it is committed any more.</summary>
    public bool IsLost
    {
        get => _isLost;
        set => _isLost = value;
    }
}
