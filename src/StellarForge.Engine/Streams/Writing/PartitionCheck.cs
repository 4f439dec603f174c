using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Whether topics are as the ledger knows them: a log that lost messages, or was made anew, must show as an error and never as silence.</summary>
internal static class PartitionCheck
{
    private const string ReadAnew = "--reset --mode ignore reads what the topics hold now from their beginning, and leaves rows that are there as they are.";

    /// <summary>Refuses a topic that can't be read exactly once, or is another than the one that the pipeline began with.</summary>
    /// <param name="name">What messages call the pipeline.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="info">What the broker says.</param>
    /// <param name="partitions">How many partitions it had, or <see langword="null"/> where that is to be found out.</param>
    /// <exception cref="PipelineException">It is refused.</exception>
    public static TopicInfo Topic(string name, IBroker broker, string topic, TopicInfo? info, int? partitions = null)
    {
        if (info is null)
        {
            throw new PipelineException(
                $"{name}: {broker.DisplayName} has no topic {topic}. Begin the stream that sends to it, or name another: --topic table=topic.");
        }

        if (info.IsCompacted)
        {
            throw new PipelineException(
                $"{name}: the topic {topic} is compacted: the broker deletes events of a key that has newer ones, so that not all of them can be written. "
                + "Give it the clean-up policy 'delete'.");
        }

        if (partitions is { } before && info.Partitions != before)
            throw OtherPartitions(name, topic, $"{info.Partitions}", before);
        return info;
    }

    /// <summary>What is said where the broker gives a partition that the topic did not have.</summary>
    public static PipelineException MorePartitions(string name, string topic, int before) => OtherPartitions(name, topic, "more", before);

    /// <summary>Refuses a partition that does not hold the offset any more, or not yet.</summary>
    /// <exception cref="PipelineException">It is refused.</exception>
    public static void Offset(string name, TopicPartition partition, long offset, OffsetRange range)
    {
        if (offset < range.Begin)
        {
            throw new PipelineException(
                $"{name}: {partition} begins at offset {range.Begin} by now, and messages from {offset} on were not read: the topic's retention deleted them. "
                + $"{ReadAnew} Keep messages for longer than the pipeline may be away.");
        }

        if (offset > range.End)
        {
            throw new PipelineException(
                $"{name}: {partition} ends at offset {range.End}, and was read up to {offset}: it was made anew, or lost its end. {ReadAnew}");
        }
    }

    private static PipelineException OtherPartitions(string name, string topic, string now, int before) => new(
        $"{name}: the topic {topic} has {now} partitions, and had {before}: its keys lie in other partitions now, and their order is lost. "
        + $"Make a new topic for a new stream. {ReadAnew}");

    /// <summary>What is said where a message that was written is not there any more.</summary>
    public static PipelineException OtherMessage(string name, TopicPartition partition, long offset) => new(
        $"{name}: {partition} holds another message at offset {offset} than the one that was written from there: the topic was made anew. {ReadAnew}");
}
