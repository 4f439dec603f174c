using Polly;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Telemetry;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Sends a process's share of a stream: agrees with the other processes, by the stream's control log, on what the stream is and who sends which shards; sends
/// them; and says how far it is, so that any process can go on. What failed for a passing reason is sent again from what the broker acknowledged.
/// </summary>
/// <param name="broker">The broker; stays the caller's.</param>
/// <param name="plan">The stream; topics that are there have their own number of partitions.</param>
/// <param name="options">Name, rate, share.</param>
public sealed class StreamRunner(IBroker broker, StreamPlan plan, StreamOptions options)
{
    // The log keeps all: a checkpoint has every lane, and comes the more seldom the longer it is. What it lags behind is sent again after a crash.
    private const double BytesPerSecond = 1024;

    private static readonly TimeSpan LongestSaving = TimeSpan.FromSeconds(10);

    private readonly Guid _process = Guid.NewGuid();
    private readonly Dictionary<int, OwnedShard> _owned = [];
    private readonly Dictionary<int, CheckpointRecord> _saved = [];
    private StreamWorker[] _workers = [];
    private long? _aliveAt;
    private long _savedAt;
    private TimeSpan _saving;
    private ShardPosition? _start;

    /// <summary>Sends until all is sent, or until it is asked to stop.</summary>
    /// <param name="progress">Told how far it is at short intervals, and what is worth a notice at once.</param>
    /// <param name="stop">Stops when what is on its way is acknowledged; another run goes on from there.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <exception cref="FillRefusedException">There is another stream of the name that has not ended, or the model can't make the rows.</exception>
    /// <exception cref="BrokerException">The broker failed for good.</exception>
    public async Task<StreamResult> RunAsync(
        IProgress<StreamProgress>? progress = null, CancellationToken stop = default, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync(progress, stop, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Also where it is refused before anything is sent.
            EngineAttributes.CountError(error, StreamTelemetry.Tags(options.Name, broker));
            throw;
        }
    }

    private async Task<StreamResult> SendAsync(IProgress<StreamProgress>? progress, CancellationToken stop, CancellationToken cancellationToken)
    {
        plan.Faults.Validate();
        await broker.PingAsync(cancellationToken);
        await using var log = await ControlLog.OpenAsync(broker, options.Name, creates: true, options.Time, cancellationToken);
        var before = log.Stream?.Id;
        var made = await StreamDefinition.CreateTopicsAsync(broker, plan, log.HasEnded ? null : Begun(log), cancellationToken);
        foreach (var table in made.Tables)
            await made.Format.RegisterAsync(table.Topic, table.Table.Schema, cancellationToken);
        using var times = EventTimes.Of(made);
        using var meter = new StreamMeter(made, broker, options.Name, options.Time, progress);
        var retry = CreateRetries(meter);
        var record = await retry.ExecuteAsync(async _ => await BeginAsync(log, made, cancellationToken), stop);
        if (before is not null && record.Replaces == before && !options.Restart)
            meter.Notice($"Stream '{options.Name}' has ended before: this is a new one of its name, which sends its events anew.");
        _start = ShardPosition.Start(made);
        using var ended = new SemaphoreSlim(0);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var finish = CancellationTokenSource.CreateLinkedTokenSource(stop, failed.Token);
        using var time = options.For is { } length ? new CancellationTokenSource(length, options.Time) : new CancellationTokenSource();
        await using var ending = time.Token.Register(finish.Cancel);
        var pace = new Pace(options, made.Live is not null);
        using var spool = SpoolFolder.Create(options.Spool, meter);
        _workers =
        [
            .. Enumerable.Range(0, Math.Clamp(options.Workers, 1, record.Shards))
                .Select(_ => new StreamWorker(broker, made, times, record, options.Name, pace, meter, spool, retry, options.Time)
                {
                    Ended = () => ended.Release(),
                }),
        ];
        var working = _workers.Select(worker => Task.Run(
            () => TryAsync(() => worker.RunAsync(finish.Token, failed.Token), failed, finish.Token), CancellationToken.None)).ToArray();
        var sharing = TryAsync(
            async () =>
            {
                while (!finish.IsCancellationRequested)
                {
                    await retry.ExecuteAsync(async _ => await ShareAsync(log, record, pace, meter, failed.Token), finish.Token);
                    if (log.Stream?.Id != record.Id || IsDone(log))
                        break;
                    await WaitAsync(ended, Interval(record), finish.Token);
                }

                await finish.CancelAsync();
            },
            failed, finish.Token);

        // An error goes before the cancellations that it led to.
        try
        {
            await Task.WhenAll([sharing, .. working, ReportAsync(log, meter, finish.Token)]);
        }
        catch
        {
            // What was sent before it failed.
            meter.Report();
            throw;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await LeaveAsync(log, record, meter, cancellationToken);
        if (log.HasEnded && times is LiveTimes live && record.Count is null && live.EndOf(0) is { } end)
        {
            meter.Notice(FormattableString.Invariant(
                $"The stream has ended: at row {end.Rows:N0} table {end.Table} has no more values for a unique column, or no more numbers for its key."));
        }

        return log.Stream?.Id == record.Id
            ? new StreamResult(record.Id, IsDone(log), meter.Snapshot())
            : throw new FillRefusedException(
                $"Stream '{options.Name}' was begun anew by another process. What this one sent of {record.Id} stands, and is not gone on with.");
    }

    // The stream that is to be gone on with.
    private StreamRecord? Begun(ControlLog log) => (log.HasEnded && !options.StaysEnded) || options.Restart ? null : log.Stream;

    // Goes on with the stream of the name, or begins one.
    private async Task<StreamRecord> BeginAsync(ControlLog log, StreamPlan made, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wanted = StreamDefinition.Record(made, options.Count, log.Stream?.Id, options.Time.GetUtcNow());
            if (Begun(log) is { } current)
            {
                if (options.SharedPace is not null && current.Live is { } live && wanted.Live is { } asked)
                    wanted = wanted with { Faults = current.Faults, Live = asked with { Pace = live.Pace } };
                if (StreamDefinition.Differences(current, wanted).ToList() is { Count: > 0 } differences)
                {
                    throw new FillRefusedException(
                        $"Stream '{options.Name}' was begun with other settings{(log.HasEnded ? "" : " and has not ended")}: "
                        + $"{string.Join("; ", differences)}. "
                        + "Go on with the settings of then, name this stream otherwise (--name), or give that one up (--restart).");
                }

                return current;
            }

            await log.AppendAsync([wanted], cancellationToken);
            if (log.Stream?.Id == wanted.Id)
                return wanted;
        }
    }

    // Says that this process lives and how far it is; takes shards that nobody has, and leaves those that others should have.
    private async Task ShareAsync(ControlLog log, StreamRecord record, Pace pace, StreamMeter meter, CancellationToken cancellationToken)
    {
        if (options.SharedPace is { } shared && record.Live is not null)
            await shared.WriteAsync(log, options.Name, isAlone: log.CountAlive(options.Silence, but: _process) == 0, cancellationToken);
        var isDue = options.Time.GetElapsedTime(_savedAt) >= _saving;
        var checkpoints = Checkpoints(record, isDue).ToList();
        List<ControlRecord> records = [.. Heartbeat(log, record, pace), .. checkpoints];
        var bytes = await log.AppendAsync(records, cancellationToken);
        foreach (var checkpoint in checkpoints)
            _saved[checkpoint.Shard] = checkpoint;
        if (checkpoints.Count > 0 && isDue)
            (_savedAt, _saving) = (options.Time.GetTimestamp(), TimeSpan.FromSeconds(Math.Min(bytes / BytesPerSecond, LongestSaving.TotalSeconds)));
        if (records is [AliveRecord, ..])
            _aliveAt = options.Time.GetTimestamp();
        if (log.Stream?.Id != record.Id)
            return;
        ForgetLost(log);
        await ReleaseUnknownAsync(log, record, cancellationToken);
        Extend(log, record);
        var processes = Math.Max(1, log.CountAlive(options.Silence));
        var open = Shards(log).Where(shard => !log.Shards[shard].HasEnded).ToList();
        var share = options.Shards is null ? (open.Count + processes - 1) / processes : open.Count;
        var held = _owned.Values.Where(shard => !shard.HasEnded).ToList();
        if (held.Count > share)
            await ReleaseAsync(log, record, held[share..], cancellationToken);
        var free = open.Where(shard => !_owned.ContainsKey(shard) && IsFree(log, shard)).Take(share - held.Count).ToList();

        // Before its shards are there: without a share of the rate, a worker would wait.
        pace.Share((double)(Math.Min(held.Count, share) + free.Count) / record.Shards);
        if (free.Count > 0)
            await ClaimAsync(log, record, free, cancellationToken);
        if (free.Count > 0 && record.Live is not null)
        {
            await log.AppendAsync([.. Heartbeat(log, record, pace)], cancellationToken);
            ForgetLost(log);
            Extend(log, record);
        }

        var active = _owned.Values.Count(shard => !shard.HasEnded);
        pace.Share((double)active / record.Shards);
        meter.Share(active, processes, log.Pace);
        options.SharedPace?.Read(log);
    }

    // Says that this process lives, and of a live stream how far its shards may go, and which segments they begin.
    private IEnumerable<ControlRecord> Heartbeat(ControlLog log, StreamRecord record, Pace pace)
    {
        if (log.Pace is not { } live)
        {
            if (_aliveAt is { } last && options.Time.GetElapsedTime(last) < options.Silence / 4)
                yield break;
            yield return new AliveRecord(record.Id, _process, ProcessName.Current);
            yield break;
        }

        var now = pace.Now;
        foreach (var shard in _owned.Values.Where(shard => !shard.HasEnded))
        {
            foreach (var segment in LiveSegments.Due(live, log.Shards[shard.Number], now, isTakenOver: !shard.HasBegun))
            {
                var (rows, faults) = segment;
                yield return new SegmentRecord(record.Id, shard.Number, shard.Epoch, rows.Start, rows.Pattern, [.. rows.Rates], faults);
                pace.ReadClock();
            }
        }

        // Last: segments begin at the limit before it, or later.
        yield return new AliveRecord(record.Id, _process, ProcessName.Current, Limit: now + LivePlan.Ahead);
    }

    // As far as the log says by now that it may be.
    private void Extend(ControlLog log, StreamRecord record)
    {
        if (record.Live is null)
            return;
        foreach (var shard in _owned.Values)
            (shard.Horizon, shard.HasBegun) = (log.Shards[shard.Number].Horizon, true);
        foreach (var worker in _workers)
            worker.Wake();
    }

    private bool IsFree(ControlLog log, int shard) => log.Shards[shard].Process is not { } owner || !log.IsAlive(owner, options.Silence);

    // Whether all is sent that this process was to send.
    private bool IsDone(ControlLog log) => Shards(log).All(shard => log.Shards[shard].HasEnded);

    private IEnumerable<int> Shards(ControlLog log) => options.Shards ?? Enumerable.Range(0, log.Shards.Count);

    private StreamWorker WorkerOf(OwnedShard shard) => _workers[shard.Number % _workers.Length];

    // Somebody took them over, as this process was silent for long.
    private void ForgetLost(ControlLog log)
    {
        foreach (var shard in _owned.Values.Where(shard => log.Shards[shard.Number].Epoch != shard.Epoch).ToList())
        {
            WorkerOf(shard).Remove(shard);
            _owned.Remove(shard.Number);
            _saved.Remove(shard.Number);
        }
    }

    private async Task ClaimAsync(ControlLog log, StreamRecord record, List<int> free, CancellationToken cancellationToken)
    {
        await log.AppendAsync([.. free.Select(shard => new ClaimRecord(record.Id, shard, log.Shards[shard].Epoch + 1, _process))], cancellationToken);
        foreach (var (number, shard) in free.Select(number => (number, log.Shards[number])).Where(pair => pair.Item2.Process == _process))
        {
            var owned = new OwnedShard(number, shard.Epoch, shard.Position ?? _start!, record.Live is null ? null : shard.Horizon);
            _owned[number] = owned;
            WorkerOf(owned).Add(owned);
        }
    }

    private async Task ReleaseAsync(ControlLog log, StreamRecord record, IEnumerable<OwnedShard> shards, CancellationToken cancellationToken)
    {
        var left = shards.ToList();
        foreach (var shard in left)
        {
            WorkerOf(shard).Remove(shard);
            _owned.Remove(shard.Number);
            _saved.Remove(shard.Number);
        }

        await log.AppendAsync([.. left.Select(shard => Checkpoint(record, shard, isReleased: true))], cancellationToken);
    }

    // A claim, or a release, whose answer was lost: the log gives the shard to this process, which does not send it.
    private async Task ReleaseUnknownAsync(ControlLog log, StreamRecord record, CancellationToken cancellationToken)
    {
        var unknown = log.Shards.Index().Where(shard => shard.Item.Process == _process && !_owned.ContainsKey(shard.Index)).ToList();
        if (unknown.Count == 0)
            return;
        await log.AppendAsync(
            [
                .. unknown.Select(shard => new CheckpointRecord(
                    record.Id, shard.Index, shard.Item.Epoch, shard.Item.Position ?? _start!, shard.Item.HasEnded, IsReleased: true)),
            ],
            cancellationToken);
    }

    // Without it, others notice by this process's silence.
    private async Task LeaveAsync(ControlLog log, StreamRecord record, StreamMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            await log.AppendAsync(
                [
                    .. _owned.Values.Select(shard => Checkpoint(record, shard, isReleased: true)),
                    new AliveRecord(record.Id, _process, ProcessName.Current, HasLeft: true),
                ],
                cancellationToken);
        }
        catch (BrokerException error) when (error.Kind == ErrorKind.Transient)
        {
            meter.Notice($"{error.Message} What was sent since the last checkpoint is sent again by whoever goes on, and dropped by its readers.");
        }
    }

    // Of the shards that went on since, where that is due; of those that have ended at once.
    private IEnumerable<CheckpointRecord> Checkpoints(StreamRecord record, bool isDue)
    {
        foreach (var shard in _owned.Values)
        {
            var checkpoint = Checkpoint(record, shard, isReleased: false);
            if (!isDue && !checkpoint.HasEnded)
                continue;
            if (_saved.TryGetValue(shard.Number, out var saved)
                && saved.HasEnded == checkpoint.HasEnded && ReferenceEquals(saved.Position, checkpoint.Position))
                continue;
            yield return checkpoint;
        }
    }

    private static CheckpointRecord Checkpoint(StreamRecord record, OwnedShard shard, bool isReleased)
    {
        // Read first: a shard that has ended goes on no more.
        var hasEnded = shard.HasEnded;
        return new CheckpointRecord(record.Id, shard.Number, shard.Epoch, shard.Acknowledged, hasEnded, isReleased);
    }

    // Also while the broker is away.
    private async Task ReportAsync(ControlLog log, StreamMeter meter, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.ControlInterval, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (log.Pace is { } pace)
                    meter.Live(_workers.Sum(worker => worker.Waiting), pace.IsPaused);
                meter.Report();
            }
        }
        catch (OperationCanceledException)
        {
            // The end is the result's to tell.
        }
    }

    // An error for good stops the others.
    private static async Task TryAsync(Func<Task> work, CancellationTokenSource failed, CancellationToken finish)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (finish.IsCancellationRequested && !failed.IsCancellationRequested
            && error is OperationCanceledException or BrokerException { Kind: ErrorKind.Transient })
        {
            // What was not acknowledged is sent again by whoever goes on.
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    // A limit that comes too late would hold up what is due.
    private TimeSpan Interval(StreamRecord record) => record.Live is null ? options.ControlInterval : options.ControlInterval * 0.4;

    private static async Task WaitAsync(SemaphoreSlim ended, TimeSpan interval, CancellationToken stop)
    {
        try
        {
            await ended.WaitAsync(interval, stop);
        }
        catch (OperationCanceledException)
        {
            // The caller looks.
        }
    }

    private ResiliencePipeline CreateRetries(StreamMeter meter) =>
        StreamRetries.Create(options.Retries, options.RetryDelay, options.MaxRetryDelay, options.Time, meter.Retry);
}
