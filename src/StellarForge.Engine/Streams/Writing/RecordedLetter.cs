using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Where a dead letter stands in a target's ledger. They are in the order of its parts.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Source">The pipeline's source.</param>
/// <param name="Partition">Where the message was read.</param>
/// <param name="Offset">Its offset there.</param>
public sealed record LetterPlace(string Pipeline, string Source, TopicPartition Partition, long Offset);

/// <summary>A dead letter as a target's ledger has it.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Letter">The message, and why it is dead.</param>
/// <param name="RecordedAt">When it was recorded, in UTC.</param>
/// <param name="ForwardedAt">When it was sent to the topic of dead letters, or <see langword="null"/>.</param>
/// <param name="ReplayedAt">When it became a row after all, or <see langword="null"/>.</param>
public sealed record RecordedLetter(LetterPlace Place, DeadLetter Letter, DateTime RecordedAt, DateTime? ForwardedAt, DateTime? ReplayedAt)
{
    /// <summary>Whether all bytes of the message are kept, so that it can be tried again.</summary>
    public bool IsWhole => Letter.Value.Length == Letter.ValueLength;
}
