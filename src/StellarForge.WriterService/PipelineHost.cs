using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.WriterService;

/// <summary>Runs a pipeline.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="logger">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class PipelineHost(TopologyPipeline pipeline, ILogger logger, TimeProvider time) : SupervisedWork($"Pipeline {pipeline.Name}", logger, time)
{
    private static readonly TimeSpan TopicInterval = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Lock _pausing = new();
    private readonly RecentRate _rate = new(time);
    private PipelineSettings _configured = pipeline.Settings;
    private PipelineProgress? _latest;
    private LatencyPercentiles? _latency;
    private string? _missing;
    private bool _wasStopped;
    private bool _isPaused;
    private object? _hold;
    private List<PipelineTableStatus> _ended =
        [.. pipeline.Topics.Select(topic => new PipelineTableStatus(topic.Schema.QualifiedName, topic.Topic, 0, 0, 0, 0, 0))];

    /// <summary>The pipeline's name.</summary>
    public string Name => pipeline.Name;

    /// <summary>How it is.</summary>
    public PipelineStatus Status
    {
        get
        {
            var (state, error, notice) = Condition;
            lock (_lock)
            {
                var tables = Tables;
                return new PipelineStatus(
                    Name, $"{pipeline.Target.Address}", state, error, state == HostState.Waiting ? _missing ?? notice : notice, Events(tables),
                    state == HostState.Running ? _rate.PerSecond : 0, _latest?.Lag, _latest?.Partitions ?? 0,
                    _latency is { } latency
                        ? new LatencyStatus(latency.P50.TotalMilliseconds, latency.P95.TotalMilliseconds, latency.P99.TotalMilliseconds)
                        : null,
                    tables)
                {
                    IsStopped = IsStopped,
                };
            }
        }
    }

    /// <summary>Pauses or holds the pipeline after the batch in hand, or goes on with it.</summary>
    /// <exception cref="ArgumentException">A value is not possible; the message says which.</exception>
    public PipelineStatus Change(PipelineChange change)
    {
        if (change.HoldSeconds is not (null or >= 0) || change.HoldSeconds > LongestHold.TotalSeconds)
            throw new ArgumentException(FormattableString.Invariant($"holdSeconds is {change.HoldSeconds}, and not from 0 to {LongestHold.TotalSeconds}."));
        lock (_pausing)
        {
            var wasHeld = _hold is not null;
            _isPaused = change.Paused ?? _isPaused;
            if (change.HoldSeconds is { } seconds)
                _hold = seconds > 0 ? new object() : null;
            if (change.HoldSeconds > 0)
                _ = ReleaseAsync(_hold!, TimeSpan.FromSeconds(change.HoldSeconds.Value));

            // To be told to go on, where it goes on already, lifts what stopped it: only a person says so.
            if (change.Paused is not null || wasHeld != (_hold is not null))
                Pause(_isPaused || _hold is not null);
        }

        return Status;
    }

    /// <summary>Applies what has changed in the configuration.</summary>
    public void Apply(PipelineSettings next)
    {
        var isPaused = next.Paused == _configured.Paused ? (bool?)null : next.Paused;
        _configured = next;
        Change(new PipelineChange(isPaused));
    }

    /// <inheritdoc/>
    /// <remarks>Each try would let as many bad events pass as are let pass at the first.</remarks>
    protected override bool WaitsForPerson(Exception error)
    {
        var stops = error is BadShareException;
        _wasStopped |= stops;
        return stops;
    }

    /// <inheritdoc/>
    protected override async Task<bool> RunOnceAsync(CancellationToken stop, CancellationToken abort)
    {
        await using var broker = pipeline.Broker.OpenBroker();
        await using var target = (IPipelineTarget)pipeline.Target.OpenTarget();
        await WaitForTopicsAsync(broker, stop);

        // Live rows refer to filled ones; and a fill takes no tables that somebody has made and written to before it.
        if (pipeline.Stream is { } stream && stream.Fills.Any(fill => fill.Name == pipeline.Target.Name) && !await FillAsync(stream, stop, abort))
            return false;
        Enter(HostState.Starting);
        var settings = pipeline.Settings;
        var options = new PipelineOptions
        {
            Group = settings.Group,
            BatchRows = settings.BatchRows,
            BatchWait = settings.BatchWait,
            Metadata = settings.Metadata,
            LiftsBadShare = _wasStopped,
            Time = Time,
        };
        if (pipeline.Target.Address.Retries is { } retries)
            options = options with { Retries = retries };
        var runner = new PipelineRunner(broker, target, pipeline.Format, Name, pipeline.Topics, options);
        try
        {
            var total = await runner.RunAsync(new SynchronousProgress<PipelineProgress>(OnProgress), stop, abort);
            lock (_lock)
                _latest = total;
            return false;
        }
        finally
        {
            // The next run counts from 0.
            lock (_lock)
            {
                _wasStopped &= _latest is not { Events: > 0 };
                (_ended, _latest) = (Tables, null);
            }
        }
    }

    private async Task<bool> FillAsync(TopologyStream stream, CancellationToken stop, CancellationToken abort)
    {
        Enter(HostState.Filling);
        var progress = new SynchronousProgress<FillProgress>(progress =>
        {
            if (progress.Notice is { } notice)
                Notice(notice);
        });
        return (await stream.FillAsync(pipeline.Target, progress, stop, abort)).IsComplete;
    }

    // Unless it was held again meanwhile.
    private async Task ReleaseAsync(object hold, TimeSpan after)
    {
        await Task.Delay(after, Time);
        lock (_pausing)
        {
            if (_hold != hold)
                return;
            _hold = null;
            Pause(_isPaused);
        }
    }

    // Whoever makes the events may be started later.
    private async Task WaitForTopicsAsync(IBroker broker, CancellationToken stop)
    {
        await broker.PingAsync(stop);
        try
        {
            foreach (var topic in pipeline.Topics.Select(topic => topic.Topic))
            {
                while (await broker.FindTopicAsync(topic, stop) is null)
                {
                    WaitFor($"{broker.DisplayName} has no topic '{topic}' yet: it is waited for.");
                    await Task.Delay(TopicInterval, Time, stop);
                }
            }
        }
        finally
        {
            if (_missing is not null)
                Forget();
            lock (_lock)
                _missing = null;
        }
    }

    private void WaitFor(string missing)
    {
        if (missing == _missing)
            return;
        lock (_lock)
            _missing = missing;
        Enter(HostState.Waiting);
        Notice(missing);
    }

    private void OnProgress(PipelineProgress progress)
    {
        lock (_lock)
        {
            _latest = progress;
            _latency = progress.Latency ?? _latency;
            _rate.Report(Events(Tables));
        }

        if (progress.Notice is { } notice)
            Notice(notice);
        Enter(progress.IsWaiting ? HostState.Waiting : HostState.Running);
    }

    private List<PipelineTableStatus> Tables => _latest is null ? _ended :
    [
        .. _ended.Zip(_latest.Tables, (before, now) => before with
        {
            Written = before.Written + now.Written,
            Ignored = before.Ignored + now.Ignored,
            DeadLetters = before.DeadLetters + now.DeadLetters,
            Repeated = before.Repeated + now.Repeated,
            Bytes = before.Bytes + now.Bytes,
        }),
    ];

    private static long Events(List<PipelineTableStatus> tables) => tables.Sum(table => table.Written + table.Ignored + table.DeadLetters);
}
