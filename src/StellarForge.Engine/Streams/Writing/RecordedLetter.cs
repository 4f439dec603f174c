using System.Globalization;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Where a dead letter stands in a target's ledger. They are in the order of its parts.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Source">The pipeline's source.</param>
/// <param name="Partition">Where the message was read.</param>
/// <param name="Offset">Its offset there.</param>
public sealed record LetterPlace(string Pipeline, string Source, TopicPartition Partition, long Offset)
{
    /// <summary>What users call the letter: topic, partition and offset, as <c>orders/0/1234</c>.</summary>
    public string Id => FormattableString.Invariant($"{Partition.Topic}/{Partition.Partition}/{Offset}");

    /// <summary>Reads an <see cref="Id"/>. A topic may have a slash of its own.</summary>
    /// <param name="id">The text.</param>
    /// <returns><see langword="null"/> where it is none.</returns>
    public static (TopicPartition Partition, long Offset)? ParseId(string? id) =>
        id?.Split('/') is [_, _, .., _] parts
        && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        && !id.Contains('\0', StringComparison.Ordinal)
            ? (new TopicPartition(string.Join('/', parts[..^2]), partition), offset)
            : null;
}

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
