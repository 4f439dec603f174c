using Polly;
using Polly.Retry;
using StellarForge.Engine.Telemetry;

namespace StellarForge.Engine;

/// <summary>Runs a fill: prepares, loads with several workers, waits for other processes, finishes. Repeats what failed for a passing reason.</summary>
/// <param name="target">The target; stays the caller's.</param>
/// <param name="plan">The fill.</param>
/// <param name="options">Workers, retries.</param>
public sealed class FillRunner(ITarget target, FillPlan plan, FillOptions? options = null)
{
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(2);

    private readonly FillOptions _options = options ?? new FillOptions();

    /// <summary>
    /// Raises the least number of the pool's threads, for the process that a fill has to itself. Loading and counting keep threads busy for long, and the pool
    /// makes further ones slowly: a signal must find one free, and the timers that end what it stops.
    /// </summary>
    /// <param name="workers">The fill's workers.</param>
    public static void ReserveThreads(int workers)
    {
        // A worker makes rows on one thread while it may send the last ones on another.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, (2 * workers) + (2 * Environment.ProcessorCount) + 4), ports);
    }

    /// <summary>Runs the fill to its end, or until it is asked to stop.</summary>
    /// <param name="progress">Told of rows at short intervals, and of what is worth a notice at once; called by one thread at a time.</param>
    /// <param name="stop">Stops after the chunks in hand.</param>
    /// <param name="cancellationToken">Stops at once; the chunks in hand are rolled back.</param>
    /// <exception cref="FillRefusedException">The target holds something else.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<FillResult> RunAsync(
        IProgress<FillProgress>? progress = null, CancellationToken stop = default, CancellationToken cancellationToken = default)
    {
        using var meter = new FillMeter(plan, target, _options, progress);

        // Preparing and finishing have no chunk in hand that would be worth waiting for.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            return await RunAsync(meter, stop, either.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return meter.Result(complete: false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            meter.Fail(error);
            throw;
        }
    }

    private async Task<FillResult> RunAsync(FillMeter meter, CancellationToken stop, CancellationToken either, CancellationToken cancellationToken)
    {
        var recreate = _options.Recreate;
        var status = await CreateRetryPipeline(meter).ExecuteAsync(async cancel =>
        {
            var preparing = AbandonOnCancelAsync(() => target.PrepareAsync(plan, recreate, cancel), cancel);
            var prepared = await NotifyWhilePreparingAsync(preparing, meter, cancel);
            recreate = false;
            return prepared;
        }, either);

        if (target.Notice is { } notice)
            meter.Notice(notice);
        meter.Loaded(status);
        var counting = meter.CountAsync();
        var workers = _options.Workers;
        var (open, changed) = (status.OpenChunks, _options.Time.GetTimestamp());
        while (status.OpenChunks > 0)
        {
            meter.Enter(FillPhase.Loading);
            await LoadAsync((int)Math.Clamp(workers, 1, status.OpenChunks), meter, stop, cancellationToken);
            if (stop.IsCancellationRequested)
                return meter.Result(complete: false);
            status = await CreateRetryPipeline(meter).ExecuteAsync(async cancel => await AbandonOnCancelAsync(() => StatusAsync(cancel), cancel), either);
            meter.Loaded(status);
            if (status.OpenChunks == 0)
                break;

            // Others hold what is left. Should one of them die, its chunk is open again; one worker is enough to look.
            workers = 1;
            meter.Enter(FillPhase.Waiting);
            if (status.OpenChunks != open)
            {
                (open, changed) = (status.OpenChunks, _options.Time.GetTimestamp());
            }
            else if (_options.Time.GetElapsedTime(changed) >= _options.WaitNotice)
            {
                changed = _options.Time.GetTimestamp();
                meter.Notice(
                    $"{target.DisplayName}: waiting for chunks in the hands of others ({open}), " +
                    $"of which none was loaded for {_options.WaitNotice.TotalSeconds:0} s." +
                    await DescribeHoldersAsync(either));
            }

            await Task.Delay(_options.PollInterval, _options.Time, either);
        }

        meter.Enter(FillPhase.Finishing);
        await CreateRetryPipeline(meter).ExecuteAsync(async cancel => await AbandonOnCancelAsync(async () =>
        {
            await target.FinishAsync(plan, cancel);
            return true;
        }, cancel), either);

        // The count is only for the progress. Where it failed, the totals stay unknown; a row that can't be made has failed its load already.
        await counting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        meter.Enter(FillPhase.Done);
        return meter.Result(complete: true);
    }

    // Some drivers heed no cancellation, above all of a connection that the network swallows; and some call it one or another error
    // of the connection. An error that is not of the cancellation is met again by whoever goes on.
    private static async Task<T> AbandonOnCancelAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var leave = new CancellationTokenSource();
        using var cancelled = cancellationToken.Register(() => leave.CancelAfter(ClosingPatience));
        try
        {
            return await Task.Run(work, CancellationToken.None).WaitAsync(leave.Token);
        }
        catch (TargetException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    private async Task<FillStatus> StatusAsync(CancellationToken cancellationToken)
    {
        await using var session = await target.ConnectAsync(cancellationToken);
        return await session.Chunks.StatusAsync(plan, cancellationToken);
    }

    // A preparation that starts a table anew waits for the sessions that load it. While it waits, the notices name them.
    private async Task<T> NotifyWhilePreparingAsync<T>(Task<T> preparing, FillMeter meter, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(preparing, Task.Delay(_options.WaitNotice, _options.Time, CancellationToken.None)) != preparing)
        {
            // To ask may take longer than the preparation.
            var describing = DescribeHoldersAsync(cancellationToken);
            if (await Task.WhenAny(preparing, describing) == preparing)
                break;
            var holders = await describing;
            if (holders.Length == 0)
                holders = " Another session may have a transaction open on one of its tables; it goes on when that ends.";
            meter.Notice($"{target.DisplayName}: preparing has taken {_options.WaitNotice.TotalSeconds:0} s without an end.{holders}");
        }

        return await preparing;
    }

    // A session holds its chunks as long as the database takes it for alive: for hours after its process died, where a proxy keeps the connection open.
    private Task<string> DescribeHoldersAsync(CancellationToken cancellationToken) => AbandonOnCancelAsync(
        async () =>
        {
            try
            {
                await using var session = await target.ConnectAsync(cancellationToken);
                var holders = await session.Chunks.HoldersAsync(cancellationToken);
                return holders.Count == 0 ? ""
                    : $" Chunks are held by {string.Join("; ", holders.Select(holder => holder.Session))}. " +
                        $"Where the process behind one is gone, this ends it: {string.Join("; ", holders.Select(holder => holder.EndStatement))}";
            }
            catch (TargetException error)
            {
                return $" Who holds chunks is not known: {error.Message}";
            }
        },
        cancellationToken);

    private async Task LoadAsync(int count, FillMeter meter, CancellationToken stop, CancellationToken cancellationToken)
    {
        // The first worker that fails for good stops the others.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            try
            {
                await WorkAsync(meter, stop, failed.Token);
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }, CancellationToken.None)).ToList();

        // An error goes before the cancellations that it led to.
        await Task.WhenAll(working);
    }

    private async Task WorkAsync(FillMeter meter, CancellationToken stop, CancellationToken cancellationToken)
    {
        var worker = meter.AddWorker();
        var round = new ClaimRound(plan);
        var retrying = CreateRetryPipeline(meter);

        // Asked to stop, a worker goes on with its chunk, but does not wait to try one again.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        Task<ITargetSession>? connecting = null;
        var running = Task.CompletedTask;
        try
        {
            var loaded = true;
            while (loaded && !stop.IsCancellationRequested)
            {
                loaded = await retrying.ExecuteAsync(async _ =>
                {
                    using var steps = new WatchedSteps(target, worker, cancellationToken);
                    try
                    {
                        return await LoadNextAsync(steps);
                    }
                    catch
                    {
                        // The connection may be lost, and with it the chunk: it is open again. Where a commit went through and its answer was lost, it is done,
                        // rows and mark together, and is claimed by nobody.
                        worker.RollBack();
                        running = steps.Running;
                        await DisposeAsync();
                        throw;
                    }
                }, waiting.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // While it waited: its chunk is open, for the next run.
        }
        finally
        {
            await DisposeAsync();
        }

        async Task<bool> LoadNextAsync(WatchedSteps steps)
        {
            var session = connecting is null
                ? await steps.RunAsync("opening a connection", cancel => connecting = target.ConnectAsync(cancel))
                : await connecting;
            if (await steps.RunAsync("claiming a chunk", cancel => round.NextAsync(session, cancel)) is not { } chunk)
                return false;
            worker.Begin(chunk.Table);
            var rows = chunk.Rows(plan.World);
            using var loading = EngineActivities.StartLoading(target.SystemName, rows.Schema.QualifiedName);
            await steps.RunAsync($"table {rows.Schema}: the load", cancel => session.LoadAsync(rows, steps, cancel));
            await steps.RunAsync($"table {rows.Schema}: marking a chunk as done", cancel => session.Chunks.MarkDoneAsync(chunk, rows.RowsWritten, cancel));
            await steps.RunAsync($"table {rows.Schema}: the commit", session.CommitAsync);
            EngineActivities.CountRows(loading, rows.RowsWritten);
            worker.Commit();
            return true;
        }

        async ValueTask DisposeAsync()
        {
            if (connecting is not { } last)
                return;
            connecting = null;

            // To say goodbye to a server that is out of reach may take long.
            var closing = Task.Run(() => CloseAsync(last, running), CancellationToken.None);
            if (await Task.WhenAny(closing, Task.Delay(ClosingPatience, CancellationToken.None)) == closing)
                await closing;
        }
    }

    // A step that was given up may be stuck in a call of its driver, with buffers of its session: the connection goes first,
    // which ends the call; then what the session holds.
    private static async Task CloseAsync(Task<ITargetSession> connecting, Task running)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!connecting.IsCompletedSuccessfully)
            return;
        await using var session = await connecting;
        if (!running.IsCompleted)
            await AbortAsync(session).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // What a session throws before it has made a task becomes one that failed: the step is waited for in any case.
    private static async Task AbortAsync(ITargetSession session) => await session.AbortAsync();

    private ResiliencePipeline CreateRetryPipeline(FillMeter meter) => _options.Retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = _options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is TargetException { Kind: ErrorKind.Transient }),
                MaxRetryAttempts = _options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                OnRetry = attempt =>
                {
                    meter.Fail(attempt.Outcome.Exception!);
                    meter.Notice($"{attempt.Outcome.Exception!.Message} Trying again in {attempt.RetryDelay.TotalSeconds:0.0} s.");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
