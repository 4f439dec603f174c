namespace StellarForge.Engine.Brokers;

/// <summary>A connection that reads messages. For one thread at a time.</summary>
public interface IBrokerConsumer : IAsyncDisposable
{
    /// <summary>
    /// Appends messages that follow those read before, each partition's in order, until the batch is full or no more are at hand. Waits for the first, or
    /// for a change of the assignment.
    /// </summary>
    /// <param name="batch">Where they go. Messages of partitions that are revoked by now are still among those of earlier calls.</param>
    /// <param name="wait">How long at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What changed in the assignment; <see langword="null"/>, as nearly always, for nothing. With a change come no messages.</returns>
    /// <exception cref="BrokerException">
    /// The broker can't be read, or the messages at a partition's offset are deleted; the message names the partition.
    /// </exception>
    ValueTask<AssignmentChange?> ReadAsync(MessageBatch batch, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Reads a partition from an offset on. Until this is called, a partition gives no messages, however it was assigned.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">From <see cref="OffsetRange.Begin"/> to <see cref="OffsetRange.End"/>.</param>
    void Seek(TopicPartition partition, long offset);

    /// <summary>Reads none of a partition's messages until it is sought again.</summary>
    void Pause(TopicPartition partition);

    /// <summary>The offsets that a partition holds now.</summary>
    Task<OffsetRange> OffsetsAsync(TopicPartition partition, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the broker how far the group is, for meters and scalers; nothing is ever read from there. Does nothing where the broker has no place for it.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The offset of the next message.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task CommitAsync(TopicPartition partition, long offset, CancellationToken cancellationToken);
}

/// <summary>Partitions that a member of a group is to read from now on, or no longer.</summary>
/// <param name="Assigned">Those that are new; they have to be sought.</param>
/// <param name="Revoked">Those that others read from now on.</param>
public sealed record AssignmentChange(IReadOnlyList<TopicPartition> Assigned, IReadOnlyList<TopicPartition> Revoked);
