using System.Security.Cryptography;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>A run of a batch's messages as one transaction: what it loads, records and advances. Partitions that were lost are not in it.</summary>
internal sealed class BatchPart
{
    // Events that were made within a millisecond are one measurement: a batch has thousands of them.
    private const long Together = 1000;

    private readonly PipelinePlan _plan;
    private readonly PipelineBatch _batch;
    private readonly Dictionary<TakenPartition, Span> _spans = [];
    private readonly int _from;
    private readonly int _to;

    /// <summary>Takes the messages of a run.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="from">The first message.</param>
    /// <param name="to">The one after the last.</param>
    public BatchPart(PipelinePlan plan, PipelineBatch batch, int from, int to)
    {
        (_plan, _batch, _from, _to) = (plan, batch, from, to);
        Rows = new List<int>?[plan.Tables.Count];
        for (var index = from; index < to; index++)
        {
            var (partition, start, _, fate) = batch[index];
            if (partition.IsLost)
                continue;
            if (!_spans.TryGetValue(partition, out var span))
                _spans.Add(partition, span = new Span(start));
            span.Last = index;
            if (fate == Fate.Passed)
                continue;
            var message = batch.Message(index);
            Events++;
            if (message.Origin is { } origin)
                span.Lanes[new LaneKey(origin.Stream, origin.Shard)] = origin.Number;
            if (fate == Fate.Row)
                (Rows[partition.Topic] ??= []).Add(index);
            else
                AddLetter(index, batch.FaultOf(index));
        }

        Advances = [.. _spans.Select(pair => Advance(pair.Key, pair.Value))];
    }

    /// <summary>Its id, by which the ledger tells whether it was committed.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Rows and dead letters.</summary>
    public long Events { get; }

    /// <summary>The messages of each topic that are rows; <see langword="null"/> where there are none.</summary>
    public List<int>?[] Rows { get; }

    /// <summary>The dead letters.</summary>
    public List<DeadLetter> Letters { get; } = [];

    /// <summary>How many of the dead letters are copies that their stream sent on purpose.</summary>
    public int RefusedCopies { get; private set; }

    /// <summary>The table of each dead letter, as its place in the plan.</summary>
    public List<int> LetterTopics { get; } = [];

    /// <summary>How far the partitions get.</summary>
    public IReadOnlyList<PartitionAdvance> Advances { get; }

    /// <summary>What became of the rows, once they are loaded.</summary>
    public WriteOutcome?[] Outcomes { get; set; } = [];

    /// <summary>Adds a message to the dead letters.</summary>
    public void AddLetter(int index, Fault fault)
    {
        var message = _batch.Message(index);
        var topic = _batch[index].Partition.Topic;
        var value = message.Value;
        RefusedCopies += message.Origin is { IsCopy: true } ? 1 : 0;
        LetterTopics.Add(topic);
        Letters.Add(new DeadLetter(
            message.Partition, message.Offset, _plan.Tables[topic].Schema.QualifiedName, fault.Reason, fault.Detail,
            message.Key.ToArray(), value[..Math.Min(value.Length, DeadLetter.LongestValue)].ToArray(), value.Length, SHA256.HashData(value), message.Origin));
    }

    /// <summary>Knows what is committed: the ledger has these positions now.</summary>
    public void Committed()
    {
        foreach (var (partition, span) in _spans)
            partition.Committed = _batch.Message(span.Last).Offset + 1;
    }

    /// <summary>Counts the time that each event took.</summary>
    /// <param name="now">The moment of the commit, in microseconds since 1970 UTC.</param>
    /// <param name="meter">Where it is counted.</param>
    public void CountTimes(long now, PipelineMeter meter)
    {
        var together = long.MinValue / 2;
        for (var index = _from; index < _to; index++)
        {
            var (partition, _, _, fate) = _batch[index];
            if (fate == Fate.Passed || partition.IsLost || _batch.Message(index).Timestamp is not (> 0 and var made))
                continue;
            meter.Took(now - made);
            if (Math.Abs(made - together) < Together)
                continue;
            together = made;
            meter.AllTook(now - made);
        }
    }

    /// <summary>Leaves a partition to whoever has it now.</summary>
    public void Lose(TopicPartition lost)
    {
        foreach (var partition in _spans.Keys.Where(partition => partition.Partition == lost))
            partition.IsLost = true;
    }

    private PartitionAdvance Advance(TakenPartition partition, Span span)
    {
        var last = _batch.Message(span.Last);
        return new PartitionAdvance(partition.Partition, partition.Epoch, span.From, last.Offset + 1, MessageFingerprint.Of(last), span.Lanes);
    }

    private sealed class Span(long from)
    {
        public long From => from;

        public int Last { get; set; }

        public Dictionary<LaneKey, long> Lanes { get; } = [];
    }
}
