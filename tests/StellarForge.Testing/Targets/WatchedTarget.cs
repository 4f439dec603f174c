using System.Runtime.CompilerServices;
using StellarForge.Engine;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Targets;

/// <summary>A target that tells of each batch while its chunk is not committed yet: the moment when things go wrong.</summary>
/// <param name="inner">The target.</param>
/// <param name="sent">Called by the worker.</param>
public sealed class WatchedTarget(ITarget inner, Action sent) : ITarget
{
    public string DisplayName => inner.DisplayName;

    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken) =>
        inner.PrepareAsync(plan, recreate, cancellationToken);

    public async Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken) => new Session(await inner.ConnectAsync(cancellationToken), sent);

    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => inner.FinishAsync(plan, cancellationToken);

    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink => inner.ReadAsync(table, sink, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Session(ITargetSession inner, Action sent) : ITargetSession
    {
        public IChunkLedger Chunks => inner.Chunks;

        public Task BeginAsync(CancellationToken cancellationToken) => inner.BeginAsync(cancellationToken);

        public Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken) =>
            inner.LoadAsync(rows, new Watch(progress, sent), cancellationToken);

        public Task CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public Task RollbackAsync(CancellationToken cancellationToken) => inner.RollbackAsync(cancellationToken);

        public Task AbortAsync() => inner.AbortAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Watch(IProgress<BatchProgress>? rows, Action sent) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value)
        {
            rows?.Report(value);
            sent();
        }
    }
}
