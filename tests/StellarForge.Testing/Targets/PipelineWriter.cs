using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>A pipeline that writes readings of one partition, batch by batch.</summary>
public sealed class PipelineWriter : IAsyncDisposable
{
    /// <summary>The partition.</summary>
    public static readonly TopicPartition Partition = new("readings", 0);

    private readonly IPipelineTarget _target;
    private long _offset;

    private PipelineWriter(IPipelineTarget target, PipelinePlan plan, IPipelineSession session) => (_target, Plan, Session) = (target, plan, session);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The pipeline.</summary>
    public PipelinePlan Plan { get; }

    /// <summary>Its connection.</summary>
    public IPipelineSession Session { get; }

    /// <summary>The epoch under which it has the partition.</summary>
    public long Epoch { get; private set; }

    /// <summary>Prepares a store for readings, and takes the partition over.</summary>
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

    /// <summary>Takes the partition over.</summary>
    public async Task TakeAsync()
    {
        var state = await Session.TakeAsync(Partition, "test", Token);
        (Epoch, _offset) = (state.Epoch, state.Offset);
    }

    /// <summary>Loads rows as part of the transaction.</summary>
    public Task<WriteOutcome> LoadAsync(params Reading[] rows) =>
        Session.LoadAsync(Plan.Tables[0], () => new Readings(Plan.Tables[0].Schema, rows), Token);

    /// <summary>Advances the partition by some messages.</summary>
    public Task AdvanceAsync(int count) => Session.AdvanceAsync(
        Guid.NewGuid(), [new PartitionAdvance(Partition, Epoch, _offset, _offset + count, _offset, new Dictionary<LaneKey, long>())], Token);

    /// <summary>Writes rows as a batch.</summary>
    public async Task<(long Written, long Ignored, string Refused)> WriteAsync(params Reading[] rows)
    {
        await Session.BeginAsync(Token);
        var outcome = await LoadAsync(rows);
        await AdvanceAsync(rows.Length);
        await Session.CommitAsync(Token);
        _offset += rows.Length;
        return (outcome.Written, outcome.Ignored, string.Join(' ', outcome.Refused));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _target.DisposeAsync();
    }
}
