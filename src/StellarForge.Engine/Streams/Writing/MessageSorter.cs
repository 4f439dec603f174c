using StellarForge.Engine.Brokers;
using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>What is to be done before the next message.</summary>
internal enum Sorted
{
    /// <summary>Nothing.</summary>
    Done,

    /// <summary>The partition has to be sought at its next offset: a scan ended.</summary>
    Seek,

    /// <summary>The schema <see cref="MessageSorter.Unknown"/> has to be found, and the message decoded then.</summary>
    NeedsSchema,
}

/// <summary>Decides of each message, as it is read, what becomes of it. For one thread at a time.</summary>
/// <param name="name">What messages call the pipeline.</param>
/// <param name="decoders">The decoder of each topic.</param>
/// <param name="meter">Told of events that were there before.</param>
internal sealed class MessageSorter(string name, IReadOnlyList<MessageDecoder> decoders, PipelineMeter meter)
{
    /// <summary>The schema that a message needs.</summary>
    public UnknownSchemaException? Unknown { get; private set; }

    /// <summary>Puts a message among those of the batch, if the partition's position may pass it.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="batch">The batch that it was read into.</param>
    /// <param name="index">Its place among the batch's messages.</param>
    /// <returns>What is to be done before the next message.</returns>
    /// <exception cref="PipelineException">The partition does not hold what was written of it, or its lanes contradict themselves.</exception>
    public Sorted Sort(TakenPartition partition, PipelineBatch batch, int index)
    {
        var message = batch.Messages[index];
        if (partition.Expected is { } expected)
        {
            if (message.Offset != partition.Next || MessageFingerprint.Of(message) != expected)
                throw PartitionCheck.OtherMessage(name, partition.Partition, partition.Next);
            partition.Expected = null;
            partition.Next++;
            return Sorted.Done;
        }

        if (message.Offset < partition.Next)
            return Sorted.Done;
        partition.Next = message.Offset + 1;
        if (partition.Scan is { } scan)
            return message.Origin is { } scanned && scan.Step(scanned) ? EndScan(partition, scan) : Sorted.Done;
        return message.Origin is { } origin && !Goes(partition, batch, index, origin) ? Sorted.Done : Decode(partition, batch, index);
    }

    /// <summary>Decodes a message that is the next one: it becomes a row or a dead letter, unless its schema has to be found first.</summary>
    public Sorted Decode(TakenPartition partition, PipelineBatch batch, int index)
    {
        var value = batch.Messages[index].Value;
        try
        {
            var sink = default(DroppingSink);
            decoders[partition.Topic].Decode(value, ref sink);
            batch.Add(partition, index, Fate.Row);
        }
        catch (UnknownSchemaException unknown)
        {
            Unknown = unknown;
            return Sorted.NeedsSchema;
        }
        catch (FormatException error)
        {
            var reason = error switch
            {
                ColumnValueException => DeadLetterReason.InvalidValue,
                MissingSchemaException => DeadLetterReason.UnknownSchema,
                _ => DeadLetterReason.Malformed,
            };
            batch.AddLetter(partition, index, new Fault(reason, error.Message));
        }

        meter.Read(partition.Topic, value.Length);
        return Sorted.Done;
    }

    private bool Goes(TakenPartition partition, PipelineBatch batch, int index, EventOrigin origin)
    {
        switch (partition.Lanes.Step(origin))
        {
            case LaneStep.Next:
                return true;
            case LaneStep.Gap:
                var offset = partition.Next - 1;
                partition.Scan = new GapScan(partition.Partition, offset, origin, partition.Lanes.Last(new LaneKey(origin.Stream, origin.Shard)));
                return false;
            default:
                meter.Repeat(partition.Topic);
                batch.Add(partition, index, Fate.Passed);
                return false;
        }
    }

    private static Sorted EndScan(TakenPartition partition, GapScan scan)
    {
        partition.Lanes.Cover(scan.Lane, scan.Highest);
        partition.Scan = null;
        partition.Next = scan.Offset;
        return Sorted.Seek;
    }
}
