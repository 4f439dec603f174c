using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

/// <summary>Runs a stream: fills what its rows refer to, and sends its events.</summary>
/// <param name="stream">The stream.</param>
/// <param name="connectors">The connectors, of which one has the spool.</param>
/// <param name="logger">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamHost(TopologyStream stream, ConnectorRegistry connectors, ILogger logger, TimeProvider time)
    : SupervisedWork($"Stream {stream.Name}", logger, time)
{
    private readonly Lock _lock = new();
    private readonly StreamTotals _totals = new(stream.Plan, time);
    private (StreamSettings Settings, LivePace? Pace) _configured = (stream.Settings, stream.Plan.Live?.Pace);
    private (StreamSettings Settings, LivePace? Pace) _applied = (stream.Settings, stream.Plan.Live?.Pace);
    private Task _applying = Task.CompletedTask;
    private LivePace? _pace = stream.Plan.Live?.Pace;
    private double? _replayRate = stream.Settings.Rate;
    private string? _filling;

    /// <summary>The stream's name.</summary>
    public string Name => stream.Name;

    /// <summary>How it is.</summary>
    public StreamStatus Status
    {
        get
        {
            var (state, error, notice) = Condition;
            lock (_lock)
            {
                if (state == HostState.Running && _totals.Latest is { Waiting: not StreamWaiting.Nothing })
                    state = HostState.Waiting;
                else if (state == HostState.Running && _pace is { IsPaused: true })
                    state = HostState.Paused;
                var faults = FaultsOf(_pace);
                var rate = _pace is { } pace
                    ? (pace with { IsPaused = false }).RateAt(Canonical.FromDateTime(Time.GetUtcNow().UtcDateTime))
                    : _replayRate ?? 0;
                return new StreamStatus(
                    Name, state, error, state == HostState.Filling ? _filling : notice, rate, SettingNames.Of(_pace?.Pattern ?? TrafficPattern.Flat),
                    new FaultStatus(faults.Late, faults.Disorder, faults.Duplicates, faults.Bad), _totals.Events, _totals.Bytes,
                    state is HostState.Running or HostState.Paused or HostState.Waiting ? _totals.PerSecond : 0,
                    _totals.Latest?.SpooledEvents ?? 0, _totals.Latest?.SpooledBytes ?? 0, _totals.Latest?.Shards ?? 0, _totals.Latest?.Processes ?? 0,
                    _totals.Tables);
            }
        }
    }

    /// <summary>Changes the stream; all processes that send it follow.</summary>
    public async Task<StreamStatus> ChangeAsync(StreamChange change, CancellationToken cancellationToken)
    {
        StreamChanges.Check(change);
        if (stream.Plan.Live is null)
            ChangeReplay(change);
        else
            await SetPaceAsync(pace => StreamChanges.Apply(change, pace), cancellationToken);
        return Status;
    }

    /// <summary>
    /// Applies what has changed in the configuration. What the broker does not take at the moment is tried again, unless it has changed once more.
    /// </summary>
    public async Task ApplyAsync(TopologyStream next, CancellationToken cancellationToken)
    {
        var wanted = (next.Settings, next.Plan.Live?.Pace);
        lock (_lock)
            _configured = wanted;
        for (var pause = FirstPause; ; pause = LongerThan(pause))
        {
            Task<bool> attempt;
            lock (_lock)
                _applying = attempt = TryApplyAsync(_applying, wanted, pause, cancellationToken);
            if (await attempt)
                return;
            await Task.Delay(pause, Time, cancellationToken);
        }
    }

    /// <summary>Begins a replay paused, where configuration says so.</summary>
    public void Begin()
    {
        if (stream.Plan.Live is null && stream.Settings.Paused)
            Pause(true);
    }

    /// <inheritdoc/>
    protected override async Task<bool> RunOnceAsync(CancellationToken stop, CancellationToken abort)
    {
        if (stream.Fill is { } fill && !await FillAsync(fill, stop, abort))
            return false;
        Enter(HostState.Starting);
        await using var broker = stream.Broker.OpenBroker();
        var result = await new StreamRunner(broker, Plan(), Options()).RunAsync(new Report<StreamProgress>(OnProgress), stop, abort);
        lock (_lock)
            _totals.End(result.Progress);
        return result.IsComplete && !stop.IsCancellationRequested;
    }

    private async Task<bool> FillAsync(TopologyConnection fill, CancellationToken stop, CancellationToken abort)
    {
        await using var target = fill.OpenTarget();
        var plan = FillPlanner.Plan(stream.Plan.Model, stream.Plan.World) with { Streamed = [.. stream.Plan.Tables.Select(table => table.Table)] };
        var options = new FillOptions { Retries = fill.Address.Retries ?? new FillOptions().Retries };
        FillRunner.ReserveThreads(options.Workers);
        Enter(HostState.Filling);
        await target.PingAsync(abort);
        var result = await new FillRunner(target, plan, options).RunAsync(new Report<FillProgress>(OnProgress), stop, abort);
        if (result is { IsComplete: true, LoadedRows: > 0 })
            Notice(FormattableString.Invariant($"{target.DisplayName}: {result.LoadedRows:N0} rows filled in {result.Elapsed.TotalSeconds:N1} s."));
        return result.IsComplete;
    }

    // What holds by now, also after a failure: what was changed since the start stays.
    private StreamPlan Plan()
    {
        lock (_lock)
            return stream.Plan.Live is { } live ? stream.Plan with { Live = live with { Pace = _pace! }, Faults = FaultsOf(_pace) } : stream.Plan;
    }

    private StreamOptions Options()
    {
        var (settings, isLive) = (stream.Settings, stream.Plan.Live is not null);
        lock (_lock)
        {
            return new StreamOptions
            {
                Name = Name,
                Rate = isLive ? null : _replayRate,
                Speed = settings.Speed,
                SetsPace = isLive,
                Time = Time,
                Spool = new SpoolOptions(
                    settings.Spool ?? SpoolOptions.DefaultFolder,
                    settings.SpoolLimit,
                    folder => connectors.Parse($"embedded:{ConnectorAddress.EscapePath(folder)}?fsync=false").OpenBroker()),
            };
        }
    }

    // One after the other, so that what was configured last is what holds.
    private async Task<bool> TryApplyAsync(
        Task before, (StreamSettings Settings, LivePace? Pace) wanted, TimeSpan pause, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (!ReferenceEquals(_configured.Settings, wanted.Settings))
                return true;
        }

        try
        {
            await ApplyAsync(wanted, cancellationToken);
        }
        catch (BrokerException error)
        {
            Log.NotAppliedYet(Logger, Name, error.Message, pause.TotalSeconds);
            return false;
        }
        catch (FillRefusedException error)
        {
            Log.NotApplied(Logger, Name, error.Message);
        }

        _applied = wanted;
        return true;
    }

    private async Task ApplyAsync((StreamSettings Settings, LivePace? Pace) wanted, CancellationToken cancellationToken)
    {
        var before = _applied;
        if (wanted.Pace is { } pace && before.Pace is { } old)
        {
            if (old != pace)
                await SetPaceAsync(was => StreamChanges.Apply(old, pace, was), cancellationToken);
        }
        else
        {
            ChangeReplay(new StreamChange(
                wanted.Settings.Rate == before.Settings.Rate ? null : wanted.Settings.Rate,
                Paused: wanted.Settings.Paused == before.Settings.Paused ? null : wanted.Settings.Paused));
        }
    }

    private async Task SetPaceAsync(Func<LivePace, LivePace> change, CancellationToken cancellationToken)
    {
        await using var broker = stream.Broker.OpenBroker();
        var pace = await new LiveControl(broker, Time).SetAsync(Name, change, cancellationToken);
        lock (_lock)
            _pace = pace;
    }

    private void ChangeReplay(StreamChange change)
    {
        if (change.Pattern is not null || change.Faults is not null)
            throw new FillRefusedException($"Stream '{Name}' is a replay: its pattern and faults are fixed.");
        if (change.Rate is { } rate)
        {
            lock (_lock)
                _replayRate = rate;
        }

        if (change.Paused is { } isPaused)
            Pause(isPaused);
        if (change.Rate is not null)
            Restart();
    }

    private void OnProgress(StreamProgress progress)
    {
        lock (_lock)
        {
            _totals.Report(progress);
            _pace = progress.Pace ?? _pace;
        }

        if (progress.Notice is { } notice)
            Notice(notice);
        else
            Enter(HostState.Running);
    }

    private void OnProgress(FillProgress progress)
    {
        lock (_lock)
            _filling = FormattableString.Invariant($"{stream.Fill!.Address}: {progress.Phase}, {progress.Rows:N0} rows.");
        if (progress.Notice is { } notice)
            Notice(notice);
    }

    private StreamFaults FaultsOf(LivePace? pace) => pace?.Faults ?? stream.Plan.Faults;

    /// <summary>Told on the thread of whoever reports, in order.</summary>
    private sealed class Report<T>(Action<T> handler) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => handler(value);
    }
}
