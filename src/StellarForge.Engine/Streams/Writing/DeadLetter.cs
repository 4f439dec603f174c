using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Why a message could not become a row.</summary>
public enum DeadLetterReason
{
    /// <summary>Its bytes are not of the format, or end too early.</summary>
    Malformed,

    /// <summary>It names a schema that nobody knows.</summary>
    UnknownSchema,

    /// <summary>A value does not fit its column: its type, its range, its length, a null.</summary>
    InvalidValue,

    /// <summary>The table has its key already.</summary>
    KeyExists,

    /// <summary>The database refuses it for its values otherwise: a check, a foreign key.</summary>
    Refused,

    /// <summary>It is too large to be kept whole.</summary>
    TooLarge,
}

/// <summary>A message that did not become a row, kept in the target with the reason, keyed by pipeline and place.</summary>
/// <param name="Partition">Where it was read.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Table">The table that it was for, as messages write it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">Why in words: the column and the value.</param>
/// <param name="Key">The message's key.</param>
/// <param name="Value">Its bytes, or their beginning where they are longer than 1 MiB.</param>
/// <param name="ValueLength">The length of all its bytes.</param>
/// <param name="ValueHash">Their SHA-256.</param>
/// <param name="Origin">The event's place in its stream, or <see langword="null"/> for a foreign message.</param>
public sealed record DeadLetter(
    TopicPartition Partition, long Offset, string Table, DeadLetterReason Reason, string Detail,
    ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, long ValueLength, ReadOnlyMemory<byte> ValueHash, EventOrigin? Origin)
{
    /// <summary>The most bytes of a message that are kept: 1 MiB.</summary>
    public const int LongestValue = 1 << 20;
}
