using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Whether a partition that was never read by its broker's address was read by another one: all its events would be written twice.</summary>
internal static class SourceCheck
{
    private const int Tries = 10;

    /// <summary>Refuses a partition that holds the very message that the pipeline has read last as that of another source.</summary>
    /// <exception cref="PipelineException">It does.</exception>
    public static async Task RunAsync(
        string name, IBroker broker, PipelinePlan plan, PartitionState state, OffsetRange range, CancellationToken cancellationToken)
    {
        foreach (var other in state.Elsewhere.Where(other => other.Offset > range.Begin && other.Offset <= range.End))
        {
            if (await FingerprintAsync(broker, state.Partition, other.Offset - 1, cancellationToken) != other.Fingerprint)
                continue;
            throw new PipelineException(
                $"{name}: {state.Partition} was read up to offset {other.Offset} from {other.Source}, and {plan.Source} has the same messages: "
                + "it is that broker by another address, and they would be written again. "
                + $"Give the address of before, or go on from there by --source {other.Source}. --reset reads everything anew.");
        }
    }

    private static async Task<long?> FingerprintAsync(IBroker broker, TopicPartition partition, long offset, CancellationToken cancellationToken)
    {
        await using var consumer = await broker.AssignAsync([partition], cancellationToken);
        using var batch = new MessageBatch(1);
        consumer.Seek(partition, offset);
        for (var attempt = 0; attempt < Tries && batch.Count == 0; attempt++)
            await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), cancellationToken);
        return batch.Count > 0 && batch[0].Offset == offset ? MessageFingerprint.Of(batch[0]) : null;
    }
}
