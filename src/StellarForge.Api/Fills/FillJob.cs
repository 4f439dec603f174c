using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Fills;

/// <summary>A fill that runs by itself, and can be watched, cancelled, and gone on with.</summary>
internal sealed class FillJob : IProgress<FillProgress>, IDisposable
{
    private readonly TopologyConnection _target;
    private readonly Lock _lock = new();
    private readonly DateTime _started;
    private CancellationTokenSource _stop = new();
    private FillState _state = FillState.Running;
    private FillProgress? _progress;
    private string? _error;
    private string? _notice;
    private bool _recreate;
    private bool _isRefused;

    public FillJob(string id, TopologyConnection target, FillPlan plan, bool recreate, DateTime started) =>
        (Id, _target, Plan, _recreate, _started) = (id, target, plan, recreate, started);

    /// <summary>The job's id.</summary>
    public string Id { get; }

    /// <summary>What it does.</summary>
    public FillPlan Plan { get; }

    /// <summary>The name of the target's connection.</summary>
    public string Target => _target.Name;

    /// <summary>How it is.</summary>
    public FillStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new FillStatus(
                    Id, _target.Name, Plan.World.Seed, Plan.World.Scale, _state, _state is FillState.Failed or FillState.Cancelled && !_isRefused,
                    $"{_progress?.Phase ?? FillPhase.Preparing}".ToLowerInvariant(), _error, _notice, _progress?.Rows ?? 0,
                    _progress?.TotalRows, _progress?.RowsPerSecond ?? 0, _progress?.Bytes ?? 0, _started, _progress?.Elapsed.TotalSeconds ?? 0,
                    [.. _progress?.Tables.Select(table => new FilledTable(table.Table.Schema.QualifiedName, table.Rows, table.TotalRows)) ?? []]);
            }
        }
    }

    /// <summary>Asks it to stop after the chunks in hand. What comes of that runs on other threads: it may need the lock.</summary>
    public Task CancelAsync()
    {
        lock (_lock)
            return _stop.CancelAsync();
    }

    /// <summary>Drops no tables any more: another fill of the target has begun, and they may be its own.</summary>
    public void KeepTables()
    {
        lock (_lock)
            _recreate = false;
    }

    /// <summary>Makes it ready to go on where it stopped.</summary>
    /// <returns>Whether it had stopped.</returns>
    public bool TryResume()
    {
        lock (_lock)
        {
            if (_state is FillState.Running or FillState.Done)
                return false;
            _stop.Dispose();
            (_state, _error, _notice, _isRefused, _stop) = (FillState.Running, null, null, false, new CancellationTokenSource());
            return true;
        }
    }

    /// <summary>Runs it until it is done or cancelled.</summary>
    /// <param name="stop">Stops it after the chunks in hand.</param>
    /// <param name="abort">Stops it at once.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, stop);
            await using var target = _target.OpenTarget();
            await target.PingAsync(either.Token);
            var options = new FillOptions { Recreate = _recreate, Retries = _target.Address.Retries ?? new FillOptions().Retries };
            var result = await new FillRunner(target, Plan, options).RunAsync(this, either.Token, abort);
            End(result.IsComplete ? FillState.Done : FillState.Cancelled, null);
        }
        catch (OperationCanceledException)
        {
            End(FillState.Cancelled, null);
        }
        catch (FillRefusedException)
        {
            // Of the same options nothing else can come: it takes another fill.
            lock (_lock)
                _isRefused = true;
            throw;
        }
    }

    /// <summary>Says that it failed.</summary>
    public void Fail(string problem) => End(FillState.Failed, problem);

    /// <inheritdoc/>
    public void Report(FillProgress value)
    {
        lock (_lock)
        {
            // What was dropped once is not dropped again by whoever goes on.
            _recreate &= value.Phase == FillPhase.Preparing;
            (_progress, _notice) = (value, value.Notice ?? _notice);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void End(FillState state, string? error)
    {
        lock (_lock)
            (_state, _error) = (state, error);
    }
}
