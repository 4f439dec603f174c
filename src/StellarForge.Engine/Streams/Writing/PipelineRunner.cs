using System.Security.Cryptography;
using System.Text;
using Polly;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Telemetry;
using StellarForge.Formats;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Runs a pipeline: reads topics, and writes their events into a target exactly once. Several processes that run one of the same name share its partitions.
/// </summary>
/// <param name="broker">Where the topics are; stays the caller's.</param>
/// <param name="target">Where the rows go; stays the caller's.</param>
/// <param name="format">How messages are written.</param>
/// <param name="name">The pipeline's name.</param>
/// <param name="topics">The topics and their tables.</param>
/// <param name="options">Batches, patience, the rest.</param>
public sealed class PipelineRunner(
    IBroker broker, IPipelineTarget target, MessageFormat format, string name, IReadOnlyList<PipelineTopic> topics, PipelineOptions? options = null)
{
    private readonly PipelineOptions _options = WithBatches(options ?? new PipelineOptions(), target.BatchSize);
    private readonly string _title = $"{name} into {target.DisplayName}";
    private readonly string _name = $"Pipeline {name} into {target.DisplayName}";

    /// <summary>Runs the pipeline until it is asked to stop, or nothing comes any more (<see cref="PipelineOptions.UntilIdle"/>).</summary>
    /// <param name="progress">Told at intervals how far it is, and at once what is worth a notice.</param>
    /// <param name="stop">Stops after the batch in hand.</param>
    /// <param name="cancellationToken">Stops at once; the batch in hand is rolled back.</param>
    /// <returns>The totals.</returns>
    /// <exception cref="PipelineException">Something would be lost, doubled or misread.</exception>
    /// <exception cref="FillRefusedException">A table is not the model's.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<PipelineProgress> RunAsync(
        IProgress<PipelineProgress>? progress = null, CancellationToken stop = default, CancellationToken cancellationToken = default)
    {
        try
        {
            return await WriteAsync(progress, stop, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Also where it is refused before anything is read.
            EngineAttributes.CountError(error, PipelineTelemetry.Tags(name, target));
            throw;
        }
    }

    private async Task<PipelineProgress> WriteAsync(
        IProgress<PipelineProgress>? progress, CancellationToken stop, CancellationToken cancellationToken)
    {
        // What can't be reached at all is a wrong address, and no lost connection.
        await broker.PingAsync(cancellationToken);
        await target.PingAsync(cancellationToken);
        var plan = await PlanAsync(cancellationToken);
        await using var meter = new PipelineMeter(plan, broker, target, _title, _options, progress);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            await CreateRetries(meter).ExecuteAsync(async _ => await target.PrepareAsync(plan, _options.Reset, cancellationToken), waiting.Token);
            meter.TargetAnswered();
            await RunAsync(plan, meter, stop, waiting.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // While it waited to try again: what was in hand is read again by the next run.
        }
        catch
        {
            // What was committed before it failed.
            meter.Report();
            throw;
        }

        return meter.Total();
    }

    private async Task<PipelinePlan> PlanAsync(CancellationToken cancellationToken)
    {
        var tables = new List<PipelineTable>();
        foreach (var topic in topics)
        {
            var info = PartitionCheck.Topic(_name, broker, topic.Topic, await broker.FindTopicAsync(topic.Topic, cancellationToken));
            var schema = _options.Metadata ? MessageMetadata.AddTo(topic.Schema) : topic.Schema;
            tables.Add(new PipelineTable(topic.Topic, info.Partitions, schema, topic.Mode) { Version = topic.Version });
        }

        return new PipelinePlan(name, _options.Source ?? broker.DisplayName, tables);
    }

    private async Task RunAsync(PipelinePlan plan, PipelineMeter meter, CancellationToken stop, CancellationToken waiting, CancellationToken cancellationToken)
    {
        var retrying = CreateRetries(meter);
        await using var writer = new PipelineWriter(broker.SystemName, target, plan, Decoders, retrying, _options, meter, _name);
        await using var forwarder = new DeadLetterForwarder(broker, target, plan, _options, meter, _name);
        var more = true;
        while (more)
            more = await retrying.ExecuteAsync(async _ => await ReadAsync(), waiting);

        // Whether it is to be read again, after a connection that was lost.
        async Task<bool> ReadAsync()
        {
            await using var consumer = await broker.SubscribeAsync(Group(), [.. plan.Tables.Select(table => table.Topic)], cancellationToken);
            var partitions = new AssignedPartitions(broker, target, plan, retrying, _options, meter, _name);
            var sorter = new MessageSorter(_name, Decoders(), meter);
            using var reader = new PipelineReader(broker, plan, format, consumer, partitions, sorter, writer, forwarder, retrying, _options, meter, _name);
            try
            {
                await reader.RunAsync(stop, cancellationToken);
                return false;
            }
            catch (BrokerException error) when (error.Kind == ErrorKind.Transient && reader.HasRead)
            {
                meter.Retry(error, $"{error.Message} Connecting again.");
                return true;
            }
        }
    }

    private static PipelineOptions WithBatches(PipelineOptions options, BatchSize? size) =>
        size is null ? options : options with { BatchRows = size.Rows, BatchBytes = size.Bytes, BatchWait = size.Wait };

    private MessageDecoder[] Decoders() => [.. topics.Select(topic => format.CreateDecoder(topic.Schema))];

    // Each pipeline has all messages, so pipelines of one name into several targets must not share them. Nothing depends on it but who reads what.
    private string Group() => _options.Group
        ?? $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target.DisplayName)).AsSpan(0, 4))}";

    private ResiliencePipeline CreateRetries(PipelineMeter meter) => StreamRetries.Create(
        _options.Retries, _options.RetryDelay, _options.MaxRetryDelay, _options.Time,
        (error, delay) => meter.Retry(error, FormattableString.Invariant($"{error.Message} Trying again in {delay.TotalSeconds:0.0} s.")));
}
