using Polly;
using StellarForge.Engine.Telemetry;
using StellarForge.Formats;

namespace StellarForge.Engine.Streams;

/// <summary>Writes batches into the target: each a transaction of rows, dead letters and positions. For one thread at a time.</summary>
internal sealed class PipelineWriter(
    string source, IPipelineTarget target, PipelinePlan plan, Func<MessageDecoder[]> createDecoders, ResiliencePipeline retrying, PipelineOptions options,
    PipelineMeter meter, string name)
    : IProgress<BatchProgress>, IAsyncDisposable
{
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(2);

    private readonly BadShare _share = new(name, options.LiftsBadShare);
    private IPipelineSession? _session;

    // As old as the session: a load that was given up may still use those of another one.
    private MessageDecoder[] _decoders = [];

    // Its commit ended in an error: it may be there.
    private BatchPart? _unknown;

    /// <summary>Dead letters that were committed, since the beginning.</summary>
    public long Letters { get; private set; }

    /// <summary>Writes a batch; returns once it is committed, but for partitions that were lost.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="waiting">Ends waiting for another try.</param>
    /// <param name="cancellationToken">Stops at once; what is not committed is rolled back.</param>
    public async Task WriteAsync(PipelineBatch batch, CancellationToken waiting, CancellationToken cancellationToken)
    {
        using var activity = EngineActivities.StartWriting(batch, plan.Name, source, plan.Tables is [var table] ? table.Topic : null);
        try
        {
            await WriteAsync(batch, 0, batch.Count, waiting, cancellationToken);
        }
        catch (Exception error)
        {
            EngineActivities.Fail(activity, error);
            throw;
        }
    }

    public void Report(BatchProgress value)
    {
        // Progress is that of commits.
    }

    public ValueTask DisposeAsync() => DropAsync(Task.CompletedTask);

    private async Task WriteAsync(PipelineBatch batch, int from, int to, CancellationToken waiting, CancellationToken cancellationToken)
    {
        while (true)
        {
            _unknown = null;
            try
            {
                await retrying.ExecuteAsync(async _ => await CommitAsync(batch, from, to, cancellationToken), waiting);
                meter.TargetAnswered();
                return;
            }
            catch (TargetException error) when (error.Kind == ErrorKind.Data)
            {
                // Halves are transactions of their own, so that each message before the bad one is written before it.
                List<int> rows = [.. Enumerable.Range(from, to - from).Where(index => batch[index] is { Fate: Fate.Row, Partition.IsLost: false })];
                if (rows.Count == 0)
                    throw;
                if (rows.Count > 1)
                {
                    var middle = rows[rows.Count / 2];
                    await WriteAsync(batch, from, middle, waiting, cancellationToken);
                    from = middle;
                }
                else
                {
                    batch.Refuse(rows[0], new Fault(DeadLetterReason.Refused, error.Message));
                }
            }
        }
    }

    private async Task CommitAsync(PipelineBatch batch, int from, int to, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var steps = new WatchedSteps(target, this, cancellationToken);
            BatchPart? part = null;
            try
            {
                if (_session is null)
                {
                    _session = await steps.RunAsync("opening a connection", cancel => target.ConnectAsync(plan, cancel));
                    _decoders = createDecoders();
                }

                if (_unknown is { } unknown && await WasCommittedAsync(steps, unknown))
                {
                    Count(unknown);
                    return;
                }

                part = _unknown = null;
                part = new BatchPart(plan, batch, from, to);
                if (part.Advances.Count > 0)
                    await CommitAsync(steps, batch, part);
                return;
            }
            catch (PartitionLostException lost)
            {
                meter.Notice($"{name}: another writer has {lost.Partition} now. What it did not commit is left to it.");
                part!.Lose(lost.Partition);
                await DropAsync(steps.Running);
            }
            catch
            {
                await DropAsync(steps.Running);
                throw;
            }
        }
    }

    private async Task CommitAsync(WatchedSteps steps, PipelineBatch batch, BatchPart part)
    {
        var session = _session!;
        var started = options.Time.GetTimestamp();
        var processedAt = options.Metadata ? options.Time.GetMicroseconds() : (long?)null;
        var outcomes = new WriteOutcome?[plan.Tables.Count];
        await steps.RunAsync("the transaction's beginning", session.BeginAsync);
        for (var topic = 0; topic < outcomes.Length; topic++)
        {
            if (part.Rows[topic] is not { } rows)
                continue;
            var (table, decoder) = (plan.Tables[topic], _decoders[topic]);
            using var loading = EngineActivities.StartLoading(target.SystemName, table.Schema.QualifiedName);
            EngineActivities.CountRows(loading, rows.Count);
            var outcome = await steps.RunAsync(
                $"table {table.Schema}: the load",
                cancel => session.LoadAsync(table, () => new MessageRows(table.Schema, decoder, batch, rows, processedAt), cancel));
            outcomes[topic] = outcome;
            foreach (var number in outcome.Refused)
                part.AddLetter(rows[number], new Fault(DeadLetterReason.KeyExists, $"The table {table.Schema} has a row of this key already."));
        }

        await AccountAsync(steps, session, part);

        // Where another writer has the partitions by now, it has written these keys, and nothing is wrong with them.
        _share.Check(part);
        part.Outcomes = outcomes;
        _unknown = part;
        using (EngineActivities.StartCommit(target.SystemName))
            await steps.RunAsync("the commit", session.CommitAsync);
        meter.Transaction(options.Time.GetElapsedTime(started));
        Count(part);
    }

    private static async Task AccountAsync(WatchedSteps steps, IPipelineSession session, BatchPart part)
    {
        try
        {
            if (part.Letters.Count > 0)
                await steps.RunAsync("recording dead letters", cancel => session.RecordAsync(part.Letters, cancel));
            await steps.RunAsync("advancing the positions", cancel => session.AdvanceAsync(part.Id, part.Advances, cancel));
        }
        catch (TargetException error) when (error.Kind == ErrorKind.Data)
        {
            // No row's fault, so none is looked for.
            throw new TargetException(error.Message, error);
        }
    }

    // One that matches is enough: of the others, somebody else may have written since. Where none does, those that are still this process's were not committed.
    private async Task<bool> WasCommittedAsync(WatchedSteps steps, BatchPart unknown)
    {
        foreach (var advance in unknown.Advances)
        {
            if (await steps.RunAsync("looking for the last batch", cancel => _session!.HasBatchAsync(advance.Partition, unknown.Id, cancel)))
                return true;
        }

        return false;
    }

    private void Count(BatchPart part)
    {
        _unknown = null;
        part.Committed();
        _share.Count(part);
        Letters += part.Letters.Count;
        for (var topic = 0; topic < part.Outcomes.Length; topic++)
        {
            if (part.Outcomes[topic] is { } outcome)
                meter.Commit(topic, outcome);
        }

        for (var letter = 0; letter < part.Letters.Count; letter++)
            meter.Commit(part.LetterTopics[letter], part.Letters[letter].Reason);
        part.CountTimes(options.Time.GetMicroseconds(), meter);
    }

    // A step that was given up may be stuck in a call of its driver: to close what it uses may take as long.
    private async ValueTask DropAsync(Task running)
    {
        if (_session is not { } session)
            return;
        _session = null;
        var closing = Task.Run(async () =>
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await session.DisposeAsync();
        }, CancellationToken.None);
        if (await Task.WhenAny(closing, Task.Delay(ClosingPatience, CancellationToken.None)) == closing)
            await closing;
    }
}
