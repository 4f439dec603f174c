using System.Collections.Concurrent;
using Polly;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>The partitions that the broker leaves to this process: those that are taken over in the target's ledger, and those that are still to be.</summary>
internal sealed class AssignedPartitions(
    IBroker broker, IPipelineTarget target, PipelinePlan plan, ResiliencePipeline retrying, PipelineOptions options, PipelineMeter meter, string name)
{
    private static readonly string Owner = $"{Environment.MachineName}:{Environment.ProcessId}";

    // When each is to be taken over: at once, or later where another process seems to have it.
    private readonly ConcurrentDictionary<TopicPartition, long> _due = [];
    private readonly Dictionary<TopicPartition, int> _losses = [];
    private readonly Dictionary<TopicPartition, TakenPartition> _taken = [];

    // The last one that this process had of each: what is left of it is not written once it is taken over anew.
    private readonly Dictionary<TopicPartition, TakenPartition> _before = [];

    /// <summary>Those that are read.</summary>
    public IReadOnlyCollection<TakenPartition> Taken => _taken.Values;

    /// <summary>Whether some are to be taken over yet.</summary>
    public bool HasDue => !_due.IsEmpty;

    /// <summary>How many were taken over, ever.</summary>
    public long Count { get; private set; }

    public TakenPartition? Find(TopicPartition partition) => _taken.GetValueOrDefault(partition);

    /// <summary>Follows a change.</summary>
    public void Change(AssignmentChange change)
    {
        foreach (var partition in change.Revoked)
        {
            _taken.Remove(partition);
            _due.TryRemove(partition, out _);
        }

        foreach (var partition in change.Assigned)
        {
            _taken.Remove(partition);
            _due[partition] = options.Time.GetTimestamp();
            var topic = plan.Tables.First(table => table.Topic == partition.Topic);
            if (partition.Partition >= topic.Partitions)
                throw PartitionCheck.MorePartitions(name, topic.Topic, topic.Partitions);
        }
    }

    /// <summary>
    /// Stops to read those that another process took over. Where the broker still leaves one to this process, it is taken back later: of two that believe so,
    /// the one that is right goes on in the end.
    /// </summary>
    public void LeaveLost(IBrokerConsumer consumer)
    {
        foreach (var lost in _taken.Values.Where(partition => partition.IsLost).ToList())
        {
            var losses = _losses[lost.Partition] = Math.Min(6, _losses.GetValueOrDefault(lost.Partition) + 1);
            var delay = options.RetakeDelay * (1 << (losses - 1)) * (0.5 + Random.Shared.NextDouble());
            consumer.Pause(lost.Partition);
            _taken.Remove(lost.Partition);
            _due[lost.Partition] = options.Time.GetTimestamp() + (long)(delay.TotalSeconds * options.Time.TimestampFrequency);
        }
    }

    /// <summary>
    /// Takes over what is due, in the target's ledger: while the target is away, what the broker gives to others meanwhile is left out. The reader's thread
    /// may go on with changes.
    /// </summary>
    public async Task<IReadOnlyList<PartitionState>> TakeAsync(CancellationToken waiting, CancellationToken cancellationToken)
    {
        var now = options.Time.GetTimestamp();
        var due = Due();
        if (due.Count == 0)
            return [];
        foreach (var partition in due)
        {
            if (_before.TryGetValue(partition, out var before))
                before.IsLost = true;
        }

        // Drivers may block.
        return await Task.Run(async () => await retrying.ExecuteAsync(async _ =>
        {
            var states = new List<PartitionState>();
            await using var session = await target.ConnectAsync(plan, cancellationToken);
            foreach (var partition in Due())
                states.Add(await session.TakeAsync(partition, Owner, cancellationToken));
            meter.TargetAnswered();
            return states;
        }, waiting), CancellationToken.None);

        List<TopicPartition> Due() => [.. _due.Where(partition => partition.Value <= now).Select(partition => partition.Key)];
    }

    /// <summary>Has the consumer read what was taken over from where the ledger says, unless others have it by now.</summary>
    public async Task SeekAsync(IBrokerConsumer consumer, IReadOnlyList<PartitionState> states, CancellationToken cancellationToken)
    {
        foreach (var state in states)
        {
            if (_due.ContainsKey(state.Partition))
                await SeekAsync(consumer, state, cancellationToken);
        }
    }

    /// <summary>Asks how far the partitions reach: whether they still hold what is to be read, and how far behind reading is.</summary>
    public async Task MeasureAsync(IBrokerConsumer consumer, CancellationToken cancellationToken)
    {
        var lags = new List<PartitionLag>(_taken.Count);
        foreach (var taken in _taken.Values)
        {
            var range = await consumer.OffsetsAsync(taken.Partition, cancellationToken);
            PartitionCheck.Offset(name, taken.Partition, taken.Next, range);
            taken.End = range.End;
            lags.Add(new PartitionLag(taken.Partition, Math.Max(0, range.End - taken.Committed)));
        }

        meter.Behind(lags);
    }

    private async Task SeekAsync(IBrokerConsumer consumer, PartitionState state, CancellationToken cancellationToken)
    {
        var partition = state.Partition;
        var topic = plan.Tables.TakeWhile(table => table.Topic != partition.Topic).Count();
        var range = await consumer.OffsetsAsync(partition, cancellationToken);
        var taken = new TakenPartition(state, topic, options.Reset) { End = range.End };
        if (state.Fingerprint is null)
        {
            if (!options.Reset)
                await SourceCheck.RunAsync(name, broker, plan, state, range, cancellationToken);

            // Never read: from whatever is the beginning by now. Where events of a stream are deleted before it, their lanes tell.
            taken.Next = range.Begin;
        }
        else
        {
            PartitionCheck.Offset(name, partition, state.Offset, range);
            if (state.Offset > range.Begin)
            {
                taken.Next = state.Offset - 1;
                taken.Expected = state.Fingerprint;
            }
        }

        consumer.Seek(partition, taken.Next);
        _taken[partition] = _before[partition] = taken;
        _due.TryRemove(partition, out _);
        Count++;
    }
}
