using System.Runtime.CompilerServices;
using StellarForge.Sinks;

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

    /// <summary>How many sessions were opened, and how many of them are closed.</summary>
    public int Opened { get; private set; }

    public int Closed { get; private set; }

    public int Finished { get; private set; }

    public string DisplayName => "memory:";

    /// <summary>As another process would: holds a chunk, or has it done.</summary>
    public void Hold(Chunk chunk) => _claimed.Add(chunk);

    public void Complete(Chunk chunk)
    {
        lock (_lock)
            _done.Add(chunk);
    }

    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken)
    {
        _chunks = [.. plan.Chunks];
        return StatusAsync(plan, cancellationToken);
    }

    public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(new FillStatus([.. _done], [.. _chunks.Except(_done)]));
    }

    public Task<ITargetSession> ConnectAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        lock (_lock)
            Opened++;
        return Task.FromResult<ITargetSession>(new Session(this));
    }

    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        Finished++;
        return Task.CompletedTask;
    }

    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(MemoryTarget target) : ITargetSession
    {
        private Chunk? _held;

        public async Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            lock (target._lock)
            {
                _held = target._chunks.FirstOrDefault(chunk => !target._done.Contains(chunk) && !target._claimed.Contains(chunk));
                if (_held is null)
                    return null;
                target._claimed.Add(_held);
            }

            rows?.Report(new BatchProgress(_held.Table, _held.To - _held.From, 10));
            target.Sent(_held);
            cancellationToken.ThrowIfCancellationRequested();
            lock (target._lock)
            {
                target._done.Add(_held);
                target._claimed.Remove(_held);
                return _held;
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (target._lock)
            {
                target.Closed++;
                if (_held is not null && !target._done.Contains(_held))
                    target._claimed.Remove(_held);
            }

            return ValueTask.CompletedTask;
        }
    }
}
