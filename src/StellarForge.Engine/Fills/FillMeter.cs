using System.Diagnostics.Metrics;
using StellarForge.Engine.Telemetry;
using static StellarForge.Engine.Telemetry.EngineAttributes;

namespace StellarForge.Engine;

/// <summary>Adds up what the workers of a fill send; reports it at short intervals, and tells the engine's meter.</summary>
internal sealed class FillMeter : IDisposable
{
    private readonly FillPlan _plan;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Func<IEnumerable<Measurement<double>>> _observeProgress;
    private readonly TimeProvider _time;
    private readonly IProgress<FillProgress>? _progress;
    private readonly Dictionary<Table, TableMeter> _meters;
    private readonly Lock _counts = new();
    private readonly Lock _reports = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly long _started;
    private readonly ITimer? _timer;
    private FillPhase _phase;
    private Exception? _progressError;

    public FillMeter(FillPlan plan, ITarget target, FillOptions options, IProgress<FillProgress>? progress)
    {
        _tags = [Tag(Target, target.DisplayName), Tag(DatabaseSystem, target.SystemName)];
        (_plan, _time, _progress) = (plan, options.Time, progress);
        _meters = plan.Tables.ToDictionary(table => table, table => new TableMeter(table, _tags));
        foreach (var (table, meter) in _meters.Where(pair => pair.Key.Schema.Owner is null))
            meter.Total = plan.World.RootRows(table.Schema);
        _started = _time.GetTimestamp();
        _observeProgress = ObserveProgress;
        EngineMeter.FillProgress.Add(_observeProgress);
        if (progress is not null)
            _timer = _time.CreateTimer(_ => Tick(), null, TimeSpan.Zero, options.ReportInterval);
    }

    /// <summary>Goes on to the next phase.</summary>
    public void Enter(FillPhase phase)
    {
        lock (_counts)
            _phase = phase;
        Report(null);
    }

    /// <summary>Counts the rows of owned tables behind the scenes.</summary>
    public Task CountAsync()
    {
        var ended = _ended.Token;
        return Task.Run(() =>
        {
            foreach (var (table, meter) in _meters.Where(pair => pair.Key.Schema.Owner is not null))
            {
                var total = FillPlanner.CountRows(table, _plan.World, ended);
                lock (_counts)
                    meter.Total = total;
            }
        }, ended);
    }

    /// <summary>Takes the ledger's word for what is loaded, by whomever; no worker has a chunk in hand.</summary>
    public void Loaded(FillStatus status)
    {
        lock (_counts)
        {
            foreach (var table in status.Tables)
                _meters[table.Table].Rows = table.LoadedRows;
        }
    }

    /// <summary>The meter of one worker's batches.</summary>
    public WorkerMeter AddWorker() => new(this);

    /// <summary>Says something at once.</summary>
    public void Notice(string text) => Report(text);

    /// <summary>Counts a failure.</summary>
    public void Fail(Exception error) => CountError(error, _tags);

    public FillResult Result(bool complete)
    {
        lock (_counts)
        {
            return new FillResult(
                complete, Snapshot(),
                _meters.Values.Sum(meter => meter.Sent), _meters.Values.Sum(meter => meter.Bytes), _time.GetElapsedTime(_started))
            {
                ProgressError = _progressError,
            };
        }
    }

    public void Dispose()
    {
        EngineMeter.FillProgress.Remove(_observeProgress);
        _timer?.Dispose();
        lock (_reports)
            _ended.Cancel();
        _ended.Dispose();
    }

    // Of tables whose rows are counted already.
    private List<Measurement<double>> ObserveProgress()
    {
        lock (_counts)
        {
            return
            [
                .. _meters.Values.Where(meter => meter.Total is not null)
                    .Select(meter => new Measurement<double>(meter.Total > 0 ? Math.Min(1, (double)meter.Rows / meter.Total.Value) : 1, meter.Tags)),
            ];
        }
    }

    private TableProgress[] Snapshot() => [.. _plan.Tables.Select(table => _meters[table].Snapshot(_time))];

    // Where who watches is slower than the timer, ticks must not wait for each other: each would keep a thread of the pool.
    private void Tick()
    {
        if (!_reports.TryEnter())
            return;
        try
        {
            Report(null);
        }
        finally
        {
            _reports.Exit();
        }
    }

    private void Report(string? notice)
    {
        lock (_reports)
        {
            if (_progress is null || _progressError is not null || _ended.IsCancellationRequested)
                return;
            FillProgress now;
            lock (_counts)
                now = new FillProgress(_phase, Snapshot(), _time.GetElapsedTime(_started), notice);
            try
            {
                _progress.Report(now);
            }
            catch (Exception error)
            {
                // Who watches (on a terminal that was closed, say) can't make the work fail, and on the timer's thread would end the process.
                _progressError = error;
            }
        }
    }

    private sealed class TableMeter(Table table, KeyValuePair<string, object?>[] target)
    {
        private long? _first;
        private long _last;

        public KeyValuePair<string, object?>[] Tags { get; } = [.. target, Tag(EngineAttributes.Table, table.Schema.QualifiedName)];

        public long? Total { get; set; }

        public long Rows { get; set; }

        public long Sent { get; set; }

        public long Bytes { get; set; }

        public void Send(BatchProgress batch, TimeProvider time)
        {
            _last = time.GetTimestamp();
            _first ??= _last;
            Rows += batch.Rows;
            Sent += batch.Rows;
            Bytes += batch.Bytes;
        }

        public TableProgress Snapshot(TimeProvider time) =>
            new(table, Rows, Total, Bytes, Sent, _first is { } first ? time.GetElapsedTime(first, _last) : TimeSpan.Zero);
    }

    /// <summary>What one worker has sent of its chunk in hand.</summary>
    internal sealed class WorkerMeter(FillMeter fill) : IProgress<BatchProgress>
    {
        private TableMeter? _table;
        private BatchProgress _pending;

        /// <summary>Goes on to a chunk of a table.</summary>
        public void Begin(Table table) => _table = fill._meters[table];

        public void Report(BatchProgress value)
        {
            lock (fill._counts)
            {
                _table!.Send(value, fill._time);
                _pending = new BatchProgress(_pending.Rows + value.Rows, _pending.Bytes + value.Bytes);
            }
        }

        /// <summary>The chunk is in the target.</summary>
        public void Commit()
        {
            EngineMeter.Rows.Add(_pending.Rows, _table!.Tags);
            EngineMeter.Bytes.Add(_pending.Bytes, _table.Tags);
            lock (fill._counts)
                _pending = default;
        }

        /// <summary>The chunk was lost.</summary>
        public void RollBack()
        {
            lock (fill._counts)
            {
                _table?.Send(new BatchProgress(-_pending.Rows, -_pending.Bytes), fill._time);
                _pending = default;
            }
        }
    }
}
