namespace StellarForge.Engine.Brokers;

/// <summary>One partition of a topic: a sequence of messages with offsets.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}[{Partition}]";
}

/// <summary>The offsets that a partition holds.</summary>
/// <param name="Begin">That of its first message; what was before is deleted.</param>
/// <param name="End">The offset that its next message will have.</param>
public readonly record struct OffsetRange(long Begin, long End);
