using System.Diagnostics;
using Polly;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Telemetry;

namespace StellarForge.Engine.Streams;

/// <summary>A shard that this process owns.</summary>
/// <param name="number">The shard.</param>
/// <param name="epoch">The epoch under which it was claimed.</param>
/// <param name="position">Where it goes on.</param>
/// <param name="horizon">How far it may go, of a live stream.</param>
internal sealed class OwnedShard(int number, long epoch, ShardPosition position, LiveHorizon? horizon)
{
    private volatile LiveHorizon? _horizon = horizon;
    private volatile ShardPosition _acknowledged = position;
    private volatile bool _hasEnded;

    public int Number { get; } = number;

    public long Epoch { get; } = epoch;

    /// <summary>Whether its first segment stands in the log since it was claimed, of a live stream. Known to the thread that shares alone.</summary>
    public bool HasBegun { get; set; }

    /// <summary>How far it may go, of a live stream; <see langword="null"/> for a replay, which may go to its end.</summary>
    public LiveHorizon? Horizon
    {
        get => _horizon;
        set => _horizon = value;
    }

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
/// <param name="name">Its name.</param>
/// <param name="pace">When events may go.</param>
/// <param name="meter">What is sent.</param>
/// <param name="folder">Where events go while the broker is away, if anywhere.</param>
/// <param name="retry">How often a lost connection is tried again, and when.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamWorker(
    IBroker broker, StreamPlan plan, EventTimes times, StreamRecord stream, string name, Pace pace, StreamMeter meter, SpoolFolder? folder,
    ResiliencePipeline retry, TimeProvider time)
{
    // While a batch is on its way, events gather for the next one: until it is acknowledged, or for so long.
    private static readonly TimeSpan GatherWait = TimeSpan.FromMilliseconds(50);

    // Where hardly anything comes, what falls due within so long goes together: each batch costs several wake-ups, and a flush at the broker.
    private static readonly TimeSpan FewWait = TimeSpan.FromMilliseconds(20);
    private const int Few = 8;

    // While the broker is away, nobody waits for the single event.
    private static readonly TimeSpan AwayWait = TimeSpan.FromMilliseconds(20);

    // Timers are no finer, and to spin until then takes a processor.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly List<OwnedShard> _shards = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waiting;

    /// <summary>How many events of its shards wait for their time.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>Told when a shard has ended.</summary>
    public required Action Ended { get; init; }

    /// <summary>Gives the worker a shard.</summary>
    public void Add(OwnedShard shard) => Change(() => _shards.Add(shard));

    /// <summary>Takes a shard away. What is on its way may still arrive, which does no harm: its successor sends the same.</summary>
    public void Remove(OwnedShard shard) => Change(() => _shards.Remove(shard));

    /// <summary>Looks anew at how far shards may go.</summary>
    public void Wake() => Change(() => { });

    /// <summary>Sends until asked to stop, and until what is on its way is acknowledged.</summary>
    /// <exception cref="BrokerException">What was sent last is not known to have arrived.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(folder, stop, cancellationToken);
        }
        catch (SpoolException error)
        {
            meter.Notice($"{error.Message} Its events are made again, and sending waits for the broker from now on.");
            await RunAsync(null, stop, cancellationToken);
        }
    }

    private async Task RunAsync(SpoolFolder? spooling, CancellationToken stop, CancellationToken cancellationToken)
    {
        await using var spool = spooling is null ? null : new Spool(spooling, meter, plan.Tables.Count);
        await using var outbox = new Outbox(broker, spool, retry, meter, plan, name) { Acknowledged = Acknowledge };
        outbox.Start(cancellationToken);
        var writers = new Dictionary<OwnedShard, EventWriter>();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var changed = Take(writers);
                var batch = outbox.Rent();
                var wait = Fill(batch, writers);
                var count = batch.Messages.Count;
                if (count > 0)
                    await outbox.AddAsync(batch, stop);
                else
                    outbox.Return(batch);
                if (wait <= TimeSpan.Zero)
                    continue;
                var started = time.GetTimestamp();
                await outbox.IdleAsync(wait < GatherWait ? GatherWait : wait, time, stop);
                EndSent(writers);
                wait -= time.GetElapsedTime(started);
                var least = outbox.IsAway ? AwayWait : plan.Live is not null && count < Few ? FewWait - time.GetElapsedTime(started) : ShortestWait;
                await WaitAsync(wait < least ? least : wait, changed, outbox.Ended, stop);
            }

            await outbox.FinishAsync();
        }
        finally
        {
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
            var writer = new EventWriter(plan, times, stream.Id, shard.Number, shard.Acknowledged, shard.Horizon, stream.Count);
            if (!writer.HasEnded)
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
        foreach (var (shard, writer) in writers)
        {
            if (shard.Horizon is { } horizon)
                writer.Extend(horizon);
        }

        var wait = Fill(batch, writers, time.GetMicroseconds());
        batch.Note(writers);
        Volatile.Write(ref _waiting, plan.Live is null ? 0 : writers.Values.Sum(writer => writer.Waiting));
        return wait;
    }

    private TimeSpan Fill(SentBatch batch, Dictionary<OwnedShard, EventWriter> writers, long timestamp)
    {
        Span<byte> traceParent = stackalloc byte[EngineActivities.TraceParentLength];
        var traceLength = 0;
        Activity? activity = null;
        try
        {
            while (!batch.Messages.IsFull && batch.Messages.Count < SentBatch.MostMessages)
            {
                if (Earliest(writers) is not ({ } owner, { } writer))
                    return TimeSpan.FromHours(1);
                if (!pace.TryTake(writer.NextTime, out var wait))
                    return wait;
                if (batch.Messages.Count == 0)
                {
                    // Not before: mostly nothing is due.
                    activity = EngineActivities.StartCreating(name, broker.SystemName, plan.SingleTopic);
                    traceLength = EngineActivities.WriteTraceParent(traceParent);
                }

                writer.Write(batch.Messages, timestamp, traceParent[..traceLength], batch.Progress.Counts);
                batch.Touch(owner);
            }

            return TimeSpan.Zero;
        }
        finally
        {
            EngineActivities.Count(activity, batch.Messages.Count);
            activity?.Dispose();
        }
    }

    private static (OwnedShard? Shard, EventWriter? Writer) Earliest(Dictionary<OwnedShard, EventWriter> writers)
    {
        EventWriter? earliest = null;
        OwnedShard? owner = null;
        foreach (var (shard, writer) in writers)
        {
            if (writer.HasNext && (earliest is null || writer.NextTime < earliest.NextTime))
                (owner, earliest) = (shard, writer);
        }

        return (owner, earliest);
    }

    private void Acknowledge(SentProgress progress)
    {
        meter.Add(progress.Counts);
        foreach (var (shard, (position, isLast)) in progress.Positions)
        {
            shard.Acknowledged = position;
            if (isLast)
                End(shard);
        }
    }

    // A live shard may turn out to have ended after its last event was sent.
    private void EndSent(Dictionary<OwnedShard, EventWriter> writers)
    {
        foreach (var (shard, writer) in writers)
        {
            if (writer.HasEnded && !shard.HasEnded && shard.Acknowledged.Next == writer.Next)
                End(shard);
        }
    }

    private void End(OwnedShard shard)
    {
        shard.HasEnded = true;
        Ended();
    }

    // All in one WhenAny, which leaves the others when one has come: one within another would stay with tasks that live as long as the stream.
    private async Task WaitAsync(TimeSpan wait, Task changed, Task ended, CancellationToken stop)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var delay = Task.Delay(wait < ShortestWait ? ShortestWait : wait, time, waiting.Token);
        await Task.WhenAny(delay, changed, ended);
        await waiting.CancelAsync();
    }
}
