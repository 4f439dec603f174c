using System.Runtime.CompilerServices;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests;

/// <summary>A target that keeps nothing but which chunks are done, and fails when told to.</summary>
internal sealed class MemoryTarget : ITarget
{
    private readonly Lock _lock = new();
    private readonly HashSet<Chunk> _done = [];
    private readonly HashSet<Chunk> _claimed = [];
    private List<Chunk> _chunks = [];

    /// <summary>Called for each chunk with its batch sent and not committed; throws where the connection shall be lost.</summary>
    public Action<Chunk> Sent { get; set; } = _ => { };

    /// <summary>Called for each chunk once it is committed, before that is answered; and for each connection before it is opened.</summary>
    public Func<Task> Committed { get; set; } = () => Task.CompletedTask;

    public Func<Task> Connecting { get; set; } = () => Task.CompletedTask;

    /// <summary>Called while the target is prepared.</summary>
    public Func<Task> Preparing { get; set; } = () => Task.CompletedTask;

    /// <summary>Called when a session is asked to end the call that runs.</summary>
    public Action Aborted { get; set; } = () => { };

    /// <summary>Called with the number of the read before a table is read; throws where the connection shall be lost.</summary>
    public Action<int> Reading { get; set; } = _ => { };

    public int Reads { get; private set; }

    public TimeSpan? LoadTimeout { get; set; }

    /// <summary>How many sessions were opened, and how many of them are closed.</summary>
    public int Opened { get; private set; }

    public int Closed { get; private set; }

    public int Finished { get; private set; }

    public string DisplayName { get; init; } = "memory:";

    /// <summary>As another process would: holds a chunk, or has it done.</summary>
    public void Hold(Chunk chunk) => _claimed.Add(chunk);

    public void Complete(Chunk chunk)
    {
        lock (_lock)
            _done.Add(chunk);
    }

    public async Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken)
    {
        await Preparing();
        _chunks = [.. plan.Tables.SelectMany(plan.Chunks)];
        return Status(plan);
    }

    public async Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken)
    {
        await Connecting();
        lock (_lock)
            Opened++;
        return new Session(this);
    }

    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        Finished++;
        return Task.CompletedTask;
    }

    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        Reading(++Reads);
        while (Bank.Model.Find(table.QualifiedName)!.Rows(World.Default).Range(0, World.Default.EndRow(table)).WriteTo(ref sink.Value!))
        {
            // Never full.
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FillStatus Status(FillPlan plan)
    {
        lock (_lock)
        {
            return new FillStatus([.. plan.Tables.Select(table => new TableStatus(
                table, _done.Count(chunk => chunk.Table == table), _chunks.Count(chunk => chunk.Table == table && !_done.Contains(chunk)),
                _done.Where(chunk => chunk.Table == table).Sum(chunk => chunk.To - chunk.From)))]);
        }
    }

    private sealed class Session(MemoryTarget target) : ITargetSession, IChunkLedger
    {
        private Chunk? _held;

        public IChunkLedger Chunks => this;

        public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            lock (target._lock)
            {
                _held = target._chunks.FirstOrDefault(chunk => chunk.Table == table && !target._done.Contains(chunk) && !target._claimed.Contains(chunk));
                if (_held is not null)
                    target._claimed.Add(_held);
                return _held;
            }
        }

        public Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
        {
            progress?.Report(new BatchProgress(_held!.To - _held.From, 10));
            target.Sent(_held!);
            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }

        public Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken)
        {
            chunk.ShouldBe(_held);
            return Task.CompletedTask;
        }

        public Task CommitAsync(CancellationToken cancellationToken)
        {
            lock (target._lock)
            {
                target._done.Add(_held!);
                target._claimed.Remove(_held!);
                _held = null;
            }

            return target.Committed();
        }

        public Task AbortAsync()
        {
            target.Aborted();
            return Task.CompletedTask;
        }

        public Task RollbackAsync(CancellationToken cancellationToken)
        {
            lock (target._lock)
            {
                if (_held is not null)
                    target._claimed.Remove(_held);
                _held = null;
            }

            return Task.CompletedTask;
        }

        public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) => Task.FromResult(target.Status(plan));

        public async ValueTask DisposeAsync()
        {
            await RollbackAsync(default);
            lock (target._lock)
                target.Closed++;
        }
    }
}
