using StellarForge.Engine;
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
    // After so long without the broker's word, a change is left to be made as soon as it comes.
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly StreamTotals _totals = new(stream.Plan, time);
    private readonly SharedPace? _pace = stream.Plan.Live is { } live ? new SharedPace(live.Pace) : null;
    private TopologyStream? _applied;
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
            var pace = _pace?.Current;
            var faults = pace?.Faults ?? stream.Plan.Faults;
            lock (_lock)
            {
                if (state == HostState.Running && _totals.Latest is { Waiting: not StreamWaiting.Nothing })
                    state = HostState.Waiting;

                // Whatever it waits for: it is a person who goes on with it.
                if (state is HostState.Running or HostState.Waiting && pace is { IsPaused: true })
                    state = HostState.Paused;
                var now = Canonical.FromDateTime(Time.GetUtcNow().UtcDateTime);
                var rate = Math.Round((pace is null ? _replayRate : (pace with { IsPaused = false }).RateAt(now)) ?? 0, 6);
                return new StreamStatus(
                    Name, state, error, state == HostState.Filling ? _filling : notice, rate, SettingNames.Of(pace?.Pattern ?? TrafficPattern.Flat),
                    new FaultStatus(faults.Late, faults.Disorder, faults.Duplicates, faults.Bad), _totals.Events, _totals.Bytes,
                    state is HostState.Running or HostState.Paused or HostState.Waiting ? _totals.PerSecond : 0,
                    _totals.Latest?.SpooledEvents ?? 0, _totals.Latest?.SpooledBytes ?? 0, _totals.Latest?.Shards ?? 0, _totals.Latest?.Processes ?? 0,
                    _totals.Tables);
            }
        }
    }

    /// <summary>
    /// Changes the stream; all processes that send it follow. Returns once the change stands in the control log; where that is not begun yet, or its broker is
    /// away, at once or soon after: the change is made as soon as it can be.
    /// </summary>
    public async Task<StreamStatus> ChangeAsync(StreamChange change, CancellationToken cancellationToken)
    {
        StreamChanges.Check(change);
        var state = Condition.State;
        if (state == HostState.Ended)
            throw new FillRefusedException($"Stream '{Name}' has ended.");
        if (_pace is null)
        {
            ChangeReplay(change);
            return Status;
        }

        var changing = ChangePaceAsync(_pace, pace => StreamChanges.Apply(change, pace));
        if (state == HostState.Running)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changing, Task.Delay(ChangeTimeout, Time, patience.Token));
            await patience.CancelAsync();
        }

        if (changing.IsFaulted)
            await changing;
        return Status;
    }

    /// <summary>Applies what has changed in the configuration.</summary>
    public void Apply(TopologyStream next)
    {
        var (before, settings) = (_applied ?? stream, next.Settings);
        _applied = next;
        if (_pace is not null)
        {
            var (old, pace) = (before.Plan.Live!.Pace, next.Plan.Live!.Pace);
            if (pace != old)
                _ = ChangePaceAsync(_pace, was => StreamChanges.Apply(old, pace, was));
            return;
        }

        if (settings.Rate != before.Settings.Rate)
            SetReplayRate(settings.Rate);
        if (settings.Paused != before.Settings.Paused)
            Pause(settings.Paused);
    }

    /// <summary>
    /// What is configured holds at the beginning, whatever held when the stream was sent last; where others send it, what they were told since does.
    /// </summary>
    public void Begin()
    {
        if (_pace is not null)
            _ = LogRefusalAsync(_pace.BeginAsync(stream.Plan.Live!.Pace));
        else if (stream.Settings.Paused)
            Pause(true);
    }

    /// <inheritdoc/>
    protected override async Task<bool> RunOnceAsync(CancellationToken stop, CancellationToken abort)
    {
        foreach (var fill in stream.Fills)
        {
            if (!await FillAsync(fill, stop, abort))
                return false;
        }

        Enter(HostState.Starting);
        await using var broker = stream.Broker.OpenBroker();
        try
        {
            var progress = new SynchronousProgress<StreamProgress>(OnProgress);
            var result = await new StreamRunner(broker, stream.Plan, Options()).RunAsync(progress, stop, abort);
            lock (_lock)
                _totals.Report(result.Progress);
            return result.IsComplete;
        }
        finally
        {
            lock (_lock)
                _totals.End();
        }
    }

    private async Task<bool> FillAsync(TopologyConnection fill, CancellationToken stop, CancellationToken abort)
    {
        Enter(HostState.Filling);
        var result = await stream.FillAsync(fill, new SynchronousProgress<FillProgress>(OnFill), stop, abort);
        if (result is { IsComplete: true, LoadedRows: > 0 })
            Notice(FormattableString.Invariant($"{fill.Address}: {result.LoadedRows:N0} rows filled in {result.Elapsed.TotalSeconds:N1} s."));
        return result.IsComplete;

        void OnFill(FillProgress progress)
        {
            lock (_lock)
                _filling = FormattableString.Invariant($"{fill.Address}: {progress.Phase}, {progress.Rows:N0} rows.");
            if (progress.Notice is { } notice)
                Notice(notice);
        }
    }

    private StreamOptions Options()
    {
        var settings = stream.Settings;
        lock (_lock)
        {
            return new StreamOptions
            {
                Name = Name,
                Rate = _pace is null ? _replayRate : null,
                Speed = settings.Speed,
                StaysEnded = true,
                SharedPace = _pace,
                Time = Time,
                Spool = new SpoolOptions(
                    settings.Spool ?? SpoolOptions.DefaultFolder,
                    settings.SpoolLimit,
                    folder => connectors.Parse($"embedded:{ConnectorAddress.EscapePath(folder)}?fsync=false").OpenBroker()),
            };
        }
    }

    // Also told where nobody waits for it any more.
    private Task ChangePaceAsync(SharedPace pace, Func<LivePace, LivePace> change) => LogRefusalAsync(pace.ChangeAsync(change));

    private async Task LogRefusalAsync(Task changing)
    {
        try
        {
            await changing;
        }
        catch (FillRefusedException error)
        {
            Log.NotChanged(Logger, Name, error.Message);
            throw;
        }
    }

    private void ChangeReplay(StreamChange change)
    {
        if (change.Pattern is not null || change.Faults is not null)
            throw new FillRefusedException($"Stream '{Name}' is a replay: its pattern and faults are fixed.");
        if (change.Rate is { } rate)
            SetReplayRate(rate);
        if (change.Paused is { } isPaused)
            Pause(isPaused);
    }

    private void SetReplayRate(double? rate)
    {
        lock (_lock)
            _replayRate = rate;
        Restart();
    }

    private void OnProgress(StreamProgress progress)
    {
        lock (_lock)
            _totals.Report(progress);
        if (progress.Notice is { } notice)
            Notice(notice);
        else
            Enter(HostState.Running);
    }
}
