using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>A pipeline that writes readings of one partition, batch by batch.</summary>
internal sealed class PipelineWriter : IAsyncDisposable
{
    /// <summary>The partition.</summary>
    public static readonly TopicPartition Partition = new("readings", 0);

    private readonly IPipelineTarget _target;
    private long _offset;

    private PipelineWriter(IPipelineTarget target, PipelinePlan plan, IPipelineSession session) => (_target, Plan, Session) = (target, plan, session);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public PipelinePlan Plan { get; }

    public IPipelineSession Session { get; }

    public long Epoch { get; private set; }

    public static async Task<PipelineWriter> OpenAsync(TargetStore store, WriteMode mode, int? version = null, TableSchema? schema = null, bool takes = true)
    {
        var target = (IPipelineTarget)store.Open();
        var plan = new PipelinePlan("p", "test", [new PipelineTable("readings", 2, schema ?? Readings.Keyed, mode) { Version = version }]);
        await target.PrepareAsync(plan, reset: false, Token);
        var writer = new PipelineWriter(target, plan, await target.ConnectAsync(plan, Token));
        if (takes)
            await writer.TakeAsync();
        return writer;
    }

    public async Task TakeAsync()
    {
        var state = await Session.TakeAsync(Partition, "test", Token);
        (Epoch, _offset) = (state.Epoch, state.Offset);
    }

    public Task<WriteOutcome> LoadAsync(params Reading[] rows) =>
        Session.LoadAsync(Plan.Tables[0], () => new Readings(Plan.Tables[0].Schema, rows), Token);

    public Task AdvanceAsync(int count) => Session.AdvanceAsync(
        Guid.NewGuid(), [new PartitionAdvance(Partition, Epoch, _offset, _offset + count, _offset, new Dictionary<LaneKey, long>())], Token);

    public async Task<(long Written, long Ignored, string Refused)> WriteAsync(params Reading[] rows)
    {
        await Session.BeginAsync(Token);
        var outcome = await LoadAsync(rows);
        await AdvanceAsync(rows.Length);
        await Session.CommitAsync(Token);
        _offset += rows.Length;
        return (outcome.Written, outcome.Ignored, string.Join(' ', outcome.Refused));
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _target.DisposeAsync();
    }
}
