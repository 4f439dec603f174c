using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>A shard that this process owns.</summary>
/// <param name="number">The shard.</param>
/// <param name="epoch">The epoch under which it was claimed.</param>
/// <param name="position">Where it goes on.</param>
internal sealed class OwnedShard(int number, long epoch, ShardPosition position)
{
    private volatile ShardPosition _acknowledged = position;
    private volatile bool _hasEnded;

    public int Number { get; } = number;

    public long Epoch { get; } = epoch;

    /// <summary>All events below it are acknowledged.</summary>
    public ShardPosition Acknowledged
    {
        get => _acknowledged;
        set => _acknowledged = value;
    }

    /// <summary>Whether all its events are acknowledged.</summary>
    public bool HasEnded
    {
        get => _hasEnded;
        set => _hasEnded = value;
    }
}

/// <summary>Sends the events of some of a process's shards over one connection, in the order of their time.</summary>
/// <param name="broker">The broker.</param>
/// <param name="plan">The stream.</param>
/// <param name="times">Its times.</param>
/// <param name="stream">Its record.</param>
/// <param name="pace">When events may go.</param>
/// <param name="meter">What is sent.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamWorker(
    IBroker broker, StreamPlan plan, EventTimes times, StreamRecord stream, Pace pace, StreamMeter meter, TimeProvider time)
{
    // Enough that the broker always has one in hand while the next is made.
    private const int MostInFlight = 4;

    // So long at most an event may wait for others to share its request.
    private const int MostMessages = 4096;

    private readonly Lock _lock = new();
    private readonly List<OwnedShard> _shards = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told when a shard has ended.</summary>
    public required Action Ended { get; init; }

    /// <summary>Gives the worker a shard.</summary>
    public void Add(OwnedShard shard) => Change(() => _shards.Add(shard));

    /// <summary>Takes a shard away. What is on its way may still arrive, which does no harm: its successor sends the same.</summary>
    public void Remove(OwnedShard shard) => Change(() => _shards.Remove(shard));

    /// <summary>Sends until asked to stop, and until what is sent is acknowledged. After an error, another call goes on from what is.</summary>
    /// <exception cref="BrokerException">What was sent last is not known to have arrived.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var producer = await broker.ConnectProducerAsync(cancellationToken);
        var writers = new Dictionary<OwnedShard, EventWriter>();
        var inFlight = new Queue<SentBatch>();
        var free = new Stack<SentBatch>();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var changed = Take(writers);
                var batch = free.TryPop(out var used) ? used : new SentBatch(plan.Tables.Count);
                var wait = Fill(batch, writers);
                if (batch.Messages.Count > 0)
                {
                    batch.Sending = producer.SendAsync(batch.Messages, cancellationToken);
                    inFlight.Enqueue(batch);
                }
                else
                {
                    free.Push(batch);
                }

                while (inFlight.TryPeek(out var first) && (wait > TimeSpan.Zero || inFlight.Count >= MostInFlight || first.Sending.IsCompleted))
                    free.Push(await AcknowledgeAsync(inFlight));
                if (wait > TimeSpan.Zero)
                    await WaitAsync(wait, changed, stop);
            }

            while (inFlight.Count > 0)
                free.Push(await AcknowledgeAsync(inFlight));
        }
        finally
        {
            // A client may still read what it was given to send: it goes first.
            await producer.DisposeAsync();
            foreach (var batch in inFlight)
                await batch.Sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var batch in inFlight.Concat(free))
                batch.Dispose();
            foreach (var writer in writers.Values)
                writer.Dispose();
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed.TrySetResult();
        }
    }

    // Makes writers for the shards that are new, and forgets those that are gone.
    private Task Take(Dictionary<OwnedShard, EventWriter> writers)
    {
        List<OwnedShard> shards;
        lock (_lock)
        {
            if (_changed.Task.IsCompleted)
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            else if (writers.Count > 0)
                return _changed.Task;
            shards = [.. _shards];
        }

        foreach (var gone in writers.Keys.Except(shards).ToList())
        {
            writers.Remove(gone, out var writer);
            writer!.Dispose();
        }

        foreach (var shard in shards.Where(shard => !shard.HasEnded && !writers.ContainsKey(shard)))
        {
            var writer = new EventWriter(plan, times, stream.Id, shard.Number, shard.Acknowledged, stream.Count);
            if (writer.HasNext)
            {
                writers.Add(shard, writer);
                continue;
            }

            writer.Dispose();
            End(shard);
        }

        return _changed.Task;
    }

    // Appends the events that may go now; returns how long to wait for the next.
    private TimeSpan Fill(SentBatch batch, Dictionary<OwnedShard, EventWriter> writers)
    {
        batch.Clear();
        var timestamp = Canonical.FromDateTime(time.GetUtcNow().UtcDateTime);
        while (!batch.Messages.IsFull && batch.Messages.Count < MostMessages)
        {
            EventWriter? earliest = null;
            OwnedShard? owner = null;
            foreach (var (shard, writer) in writers)
            {
                if (writer.HasNext && (earliest is null || writer.NextTime < earliest.NextTime))
                    (owner, earliest) = (shard, writer);
            }

            if (earliest is null)
            {
                batch.Note(writers);
                return TimeSpan.FromHours(1);
            }

            if (!pace.TryTake(earliest.NextTime, out var wait))
            {
                batch.Note(writers);
                return wait;
            }

            earliest.Write(batch.Messages, timestamp, batch.Counts);
            batch.Touch(owner!);
        }

        batch.Note(writers);
        return TimeSpan.Zero;
    }

    private async Task<SentBatch> AcknowledgeAsync(Queue<SentBatch> inFlight)
    {
        await inFlight.Peek().Sending;
        var batch = inFlight.Dequeue();
        meter.Add(batch.Counts);
        foreach (var (shard, position, isLast) in batch.Positions)
        {
            shard.Acknowledged = position;
            if (isLast)
                End(shard);
        }

        return batch;
    }

    private void End(OwnedShard shard)
    {
        shard.HasEnded = true;
        Ended();
    }

    private async Task WaitAsync(TimeSpan wait, Task changed, CancellationToken stop)
    {
        // A timer is a millisecond late or more: what is due sooner is not worth one.
        if (wait < TimeSpan.FromMilliseconds(1))
        {
            await Task.Yield();
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var delay = Task.Delay(wait, time, waiting.Token);
        await Task.WhenAny(delay, changed);
        await waiting.CancelAsync();
    }

    // A batch on its way, and where its shards are once it is acknowledged.
    private sealed class SentBatch(int tables) : IDisposable
    {
        private readonly HashSet<OwnedShard> _touched = [];

        public MessageBatch Messages { get; } = new();

        public EventCounts Counts { get; } = new(tables);

        public List<(OwnedShard Shard, ShardPosition Position, bool IsLast)> Positions { get; } = [];

        public Task Sending { get; set; } = Task.CompletedTask;

        public void Touch(OwnedShard shard) => _touched.Add(shard);

        public void Note(Dictionary<OwnedShard, EventWriter> writers)
        {
            foreach (var shard in _touched)
                Positions.Add((shard, writers[shard].Position, !writers[shard].HasNext));
            Counts.Bytes = Messages.Length;
        }

        public void Clear()
        {
            _touched.Clear();
            Positions.Clear();
            Counts.Clear();
            Messages.Clear();
        }

        public void Dispose() => Messages.Dispose();
    }
}
