using System.Runtime.CompilerServices;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Tests.Streams;

/// <summary>A target in memory, with transactions as a database has them, that fails when told to.</summary>
internal sealed class MemoryPipelineTarget : IPipelineTarget
{
    private readonly SemaphoreSlim _ledgerLock = new(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, Position> _positions = [];
    private readonly Dictionary<TopicPartition, List<SourcePosition>> _elsewhere = [];
    private readonly Dictionary<(TopicPartition Partition, long Offset), DeadLetter> _letters = [];
    private readonly HashSet<(TopicPartition Partition, long Offset)> _forwarded = [];
    private readonly Dictionary<string, int> _partitions = [];

    /// <summary>Called before each step, by its name; throws, or takes its time. <c>committed</c> comes after a commit, before its answer.</summary>
    public Func<string, Task> Stepping { get; set; } = _ => Task.CompletedTask;

    /// <summary>Says of a row why the database refuses it, or <see langword="null"/>.</summary>
    public Func<CapturedRow, string?> Refuses { get; set; } = _ => null;

    /// <summary>The rows of all tables, in the order of their commits.</summary>
    public List<CapturedRow> Rows { get; } = [];

    public int Commits { get; private set; }

    public string DisplayName => "memory:target";

    public IReadOnlyList<DeadLetter> Letters
    {
        get
        {
            lock (_lock)
                return [.. _letters.Values.OrderBy(letter => letter.Partition.Partition).ThenBy(letter => letter.Offset)];
        }
    }

    public long Offset(TopicPartition partition)
    {
        lock (_lock)
            return _positions.TryGetValue(partition, out var position) ? position.Offset : 0;
    }

    /// <summary>Makes all positions those of another source.</summary>
    public void Rename(string source)
    {
        lock (_lock)
        {
            foreach (var (partition, position) in _positions)
                _elsewhere[partition] = [new SourcePosition(source, position.Offset, position.Fingerprint!.Value)];
            _positions.Clear();
        }
    }

    public Task<IReadOnlyList<RecordedLetter>> ReadLettersAsync(LetterPlace? after, int most, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody reads letters here.");

    public Task<IReadOnlyList<LanePosition>> ReadLanesAsync(string pipeline, string source, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody reads lanes here.");

    public Task PrepareAsync(PipelinePlan plan, bool reset, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (reset)
            {
                _partitions.Clear();
                foreach (var (partition, position) in _positions.ToList())
                    _positions[partition] = new Position { Epoch = position.Epoch + 1 };
            }

            foreach (var table in plan.Tables)
            {
                if (_partitions.TryGetValue(table.Topic, out var before) && before != table.Partitions)
                    throw new FillRefusedException($"The topic {table.Topic} had {before} partitions, and has {table.Partitions}.");
                _partitions[table.Topic] = table.Partitions;
            }
        }

        return Task.CompletedTask;
    }

    public async Task<IPipelineSession> ConnectAsync(PipelinePlan plan, CancellationToken cancellationToken)
    {
        await Stepping("connect");
        return new Session(this);
    }

    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed record Position
    {
        public long Epoch { get; init; }

        public long Offset { get; init; }

        public long? Fingerprint { get; init; }

        public Guid Batch { get; init; }

        public Dictionary<LaneKey, long> Lanes { get; init; } = [];
    }

    private sealed class Session(MemoryPipelineTarget target) : IPipelineSession
    {
        private readonly List<(WriteMode Mode, CapturedRow Row)> _rows = [];
        private readonly List<DeadLetter> _letters = [];
        private List<(TopicPartition, Position)>? _advanced;

        public async Task<PartitionState> TakeAsync(TopicPartition partition, string owner, CancellationToken cancellationToken)
        {
            await target.Stepping("take");
            await target._ledgerLock.WaitAsync(cancellationToken);
            try
            {
                lock (target._lock)
                {
                    var position = target._positions.GetValueOrDefault(partition, new Position());
                    target._positions[partition] = position = position with { Epoch = position.Epoch + 1 };
                    return new PartitionState(partition, position.Epoch, position.Offset, position.Fingerprint, new Dictionary<LaneKey, long>(position.Lanes))
                    {
                        Elsewhere = position.Fingerprint is null ? target._elsewhere.GetValueOrDefault(partition, []) : [],
                    };
                }
            }
            finally
            {
                target._ledgerLock.Release();
            }
        }

        public async Task<bool> HasBatchAsync(TopicPartition partition, Guid batch, CancellationToken cancellationToken)
        {
            await target.Stepping("has");
            lock (target._lock)
                return target._positions[partition].Batch == batch;
        }

        public Task BeginAsync(CancellationToken cancellationToken)
        {
            (_rows.Count + _letters.Count).ShouldBe(0);
            return target.Stepping("begin");
        }

        public async Task<WriteOutcome> LoadAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken)
        {
            await target.Stepping("load");
            var sink = new CaptureSink(table.Schema);
            var source = rows();
            while (source.WriteTo(ref sink))
            {
                // Never full.
            }

            source.RowsWritten.ShouldBe(sink.Rows.Count);
            foreach (var row in sink.Rows)
            {
                if (target.Refuses(row) is { } reason)
                    throw new TargetException(reason, kind: ErrorKind.Data);
            }

            if (table.Schema.Key.IsEmpty)
            {
                _rows.AddRange(sink.Rows.Select(row => (table.Mode, row)));
                return new WriteOutcome(sink.Rows.Count, 0, []);
            }

            // As a database would: what others commit meanwhile refuses the commit, in which case the pipeline tries again.
            List<int> refused = [];
            long ignored = 0;
            lock (target._lock)
            {
                var keys = target.Rows.Concat(_rows.Select(row => row.Row)).Select(row => row.Key).ToHashSet();
                foreach (var (row, number) in sink.Rows.Select((row, number) => (row, number)))
                {
                    if (keys.Add(row.Key) || table.Mode == WriteMode.Upsert)
                        _rows.Add((table.Mode, row));
                    else if (table.Mode == WriteMode.Append)
                        refused.Add(number);
                    else
                        ignored++;
                }
            }

            return new WriteOutcome(sink.Rows.Count - ignored - refused.Count, ignored, refused);
        }

        public async Task RecordAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
        {
            await target.Stepping("record");
            _letters.AddRange(letters);
        }

        public async Task AdvanceAsync(Guid batch, IReadOnlyList<PartitionAdvance> advances, CancellationToken cancellationToken)
        {
            await target.Stepping("advance");
            await target._ledgerLock.WaitAsync(cancellationToken);
            _advanced = [];
            lock (target._lock)
            {
                foreach (var advance in advances)
                {
                    var position = target._positions[advance.Partition];
                    if (position.Epoch != advance.Epoch || position.Offset != advance.From)
                        throw new PartitionLostException(advance.Partition);
                    var lanes = new Dictionary<LaneKey, long>(position.Lanes);
                    foreach (var (lane, last) in advance.Lanes)
                        lanes[lane] = last;
                    var advanced = position with { Offset = advance.Offset, Fingerprint = advance.Fingerprint, Batch = batch, Lanes = lanes };
                    _advanced.Add((advance.Partition, advanced));
                }
            }
        }

        public async Task CommitAsync(CancellationToken cancellationToken)
        {
            await target.Stepping("commit");
            lock (target._lock)
            {
                foreach (var (mode, row) in _rows)
                {
                    if (mode == WriteMode.Upsert)
                        target.Rows.RemoveAll(other => other.Key == row.Key);
                    target.Rows.Add(row);
                }

                foreach (var letter in _letters)
                    target._letters.TryAdd((letter.Partition, letter.Offset), letter);
                foreach (var (partition, position) in _advanced!)
                    target._positions[partition] = position;
                target.Commits++;
            }

            await RollbackAsync(cancellationToken);
            await target.Stepping("committed");
        }

        public Task RollbackAsync(CancellationToken cancellationToken)
        {
            _rows.Clear();
            _letters.Clear();
            if (_advanced is not null)
                target._ledgerLock.Release();
            _advanced = null;
            return Task.CompletedTask;
        }

        public async Task<IReadOnlyList<DeadLetter>> UnforwardedAsync(
            IReadOnlyList<TopicPartition> partitions, int most, CancellationToken cancellationToken)
        {
            await target.Stepping("unforwarded");
            lock (target._lock)
            {
                return
                [
                    .. target._letters.Where(letter => !target._forwarded.Contains(letter.Key) && partitions.Contains(letter.Key.Partition))
                        .OrderBy(letter => letter.Key.Offset).Take(most).Select(letter => letter.Value),
                ];
            }
        }

        public Task<bool> MarkReplayedAsync(DeadLetter letter, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nobody replays letters here.");

        public async Task MarkForwardedAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
        {
            await target.Stepping("mark");
            lock (target._lock)
                target._forwarded.UnionWith(letters.Select(letter => (letter.Partition, letter.Offset)));
        }

        public async ValueTask DisposeAsync() => await RollbackAsync(default);
    }
}
