using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>Walks the events of a stream up to the last number of each lane, and says of each what became of it.</summary>
/// <param name="plan">The stream.</param>
/// <param name="stream">Its record.</param>
/// <param name="lanes">By topic and partition, the last number of each shard that the target has.</param>
/// <param name="letters">Which events are dead letters.</param>
/// <param name="shards">What the stream's log says of its shards.</param>
/// <param name="seesKeys">Whether the target sees that a key is there: else the second copy of a row is a row.</param>
internal sealed class ExpectedEvents(
    StreamPlan plan, StreamRecord stream, IReadOnlyDictionary<Lane, long> lanes, StreamLetters letters, IReadOnlyList<ShardState> shards, bool seesKeys)
    : IDisposable
{
    private readonly EventTimes _times = EventTimes.Of(plan);

    /// <inheritdoc/>
    public void Dispose() => _times.Dispose();

    /// <summary>Walks all shards, several at the same time.</summary>
    public IReadOnlyList<EventTally> Count(CancellationToken cancellationToken)
    {
        var total = plan.Tables.Select(table => new EventTally(table.Table.Schema, seesKeys)).ToList();
        Parallel.For(0, plan.Shards, new ParallelOptions { CancellationToken = cancellationToken }, shard =>
        {
            var tallies = plan.Tables.Select(table => new EventTally(table.Table.Schema, seesKeys)).ToList();
            Walk(shard, tallies, cancellationToken);
            lock (total)
            {
                foreach (var (all, one) in total.Zip(tallies))
                    all.Add(one);
            }
        });
        return total;
    }

    private void Walk(int shard, List<EventTally> tallies, CancellationToken cancellationToken)
    {
        var lasts = plan.Tables.Select(table => Enumerable.Range(0, table.Partitions)
            .Select(partition => lanes.GetValueOrDefault(new Lane(table.Topic, partition, shard), -1)).ToArray()).ToArray();
        var end = lasts.Max(table => table.Max());
        var limit = stream.Count is { } count ? StreamCounts.ShardLimit(plan, count, shard) : long.MaxValue;
        if (_times is LiveTimes live)
            live.Begin(shard, shards[shard].Segments);
        using var events = new ShardEvents(plan, _times, shard, EventPlace.None, plan.Live is null ? long.MaxValue : shards[shard].Limit);
        for (long number = 0, rows = 0; number <= end && rows < limit && events.HasNext; number++, events.Advance())
        {
            if ((number & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var place = events.Current;
            rows += place.Copy == EventCopy.Row ? 1 : 0;
            var row = events.Row();
            var table = plan.Tables[place.Table];
            if (number > lasts[place.Table][EventWriter.PartitionOf(row, place, table.Partitions)])
                continue;
            tallies[place.Table].Add(place.Copy, row.Row, shard, number, letters.Take(shard, number));
        }
    }
}

/// <summary>A shard's events in a partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Shard">The shard.</param>
internal readonly record struct Lane(string Topic, int Partition, int Shard);

/// <summary>What the events of one table have to be, and are.</summary>
internal sealed class EventTally(TableSchema schema, bool seesKeys)
{
    private const int MostProblems = 10;

    private readonly bool _hasKey = seesKeys && !schema.Key.IsEmpty;
    private ChecksumSink _rows = new(schema);
    private TableChecksum _others;

    public TableChecksum Rows => _rows.Checksum + _others;

    public long Bad { get; private set; }

    public long BadLetters { get; private set; }

    public long Duplicates { get; private set; }

    public long DuplicateLetters { get; private set; }

    /// <summary>Second copies of rows that the target refuses for another reason than their key.</summary>
    public long RefusedDuplicates { get; private set; }

    public long Refused { get; private set; }

    public List<string> Problems { get; } = [];

    /// <summary>Adds an event.</summary>
    public void Add(EventCopy copy, StagedRow row, int shard, long number, RecordedLetter? letter)
    {
        switch (copy)
        {
            case EventCopy.Bad:
                Bad++;
                if (letter is null)
                    Report($"Event {number} of shard {shard} is damaged, and no dead letter.");
                else
                    BadLetters++;
                break;
            case EventCopy.Duplicate:
                Duplicates++;
                if (letter is { Letter.Reason: DeadLetterReason.KeyExists })
                    DuplicateLetters++;
                else if (letter is { ReplayedAt: null })
                    RefusedDuplicates++;
                else if (!_hasKey)
                    row.WriteTo(ref _rows);
                break;

            // One that was written before a --reset has its row already.
            case EventCopy.Row when letter is { ReplayedAt: null, Letter.Reason: not DeadLetterReason.KeyExists }:
                Refused++;
                break;
            default:
                row.WriteTo(ref _rows);
                break;
        }
    }

    /// <summary>Adds what another counted.</summary>
    public void Add(EventTally other)
    {
        _others += other.Rows;
        Bad += other.Bad;
        BadLetters += other.BadLetters;
        Duplicates += other.Duplicates;
        DuplicateLetters += other.DuplicateLetters;
        RefusedDuplicates += other.RefusedDuplicates;
        Refused += other.Refused;
        foreach (var problem in other.Problems)
            Report(problem);
    }

    /// <summary>Says what is wrong, unless enough was said.</summary>
    public void Report(string problem)
    {
        if (Problems.Count < MostProblems)
            Problems.Add(problem);
    }
}
