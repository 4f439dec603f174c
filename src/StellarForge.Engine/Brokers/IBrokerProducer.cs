namespace StellarForge.Engine.Brokers;

/// <summary>A connection that sends messages. For one thread at a time.</summary>
public interface IBrokerProducer : IAsyncDisposable
{
    /// <summary>
    /// Sends the messages of a batch, each partition's in the batch's order. Returns when the broker has acknowledged all of them: they survive its end.
    /// </summary>
    /// <param name="batch">The messages, left as they are; not to be changed before the task has ended.</param>
    /// <param name="cancellationToken">Stops waiting: what arrived is not known then.</param>
    /// <remarks>
    /// The next batch may be sent before the task has ended: its messages then come after. How many batches are on their way is the caller's to bound.
    /// After an error it is not known which messages arrived, and the producer must be disposed: nothing that was sent later than a lost message arrives.
    /// </remarks>
    Task SendAsync(MessageBatch batch, CancellationToken cancellationToken);
}
