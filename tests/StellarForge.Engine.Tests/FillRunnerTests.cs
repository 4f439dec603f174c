using StellarForge.Generated;
using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests;

public sealed class FillRunnerTests : IAsyncDisposable
{
    private static readonly FillOptions Quick = new() { Workers = 3, RetryDelay = TimeSpan.FromMilliseconds(1), PollInterval = TimeSpan.FromMilliseconds(1) };

    private readonly FillPlan _plan = FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 100);
    private readonly MemoryTarget _target = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_chunk_is_loaded_once_and_the_tables_finished()
    {
        var result = await RunAsync();

        result.IsComplete.ShouldBeTrue();
        result.LoadedRows.ShouldBe(21_000);
        result.Bytes.ShouldBe(210 * 10);
        result.Tables.ShouldAllBe(table => table.Rows == table.TotalRows);
        _target.Finished.ShouldBe(1);
        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task A_lost_connection_is_opened_again_and_no_row_is_counted_twice()
    {
        var losses = 0;
        _target.Sent = chunk => Fail(
            chunk.Number % 5 == 0 && Interlocked.Increment(ref losses) <= 9,
            new TargetException("The server went away.", kind: ErrorKind.Transient));
        var notices = new Notices();

        var result = await RunAsync(progress: notices);

        result.LoadedRows.ShouldBe(21_000);
        result.Bytes.ShouldBe(210 * 10);
        _target.Opened.ShouldBeGreaterThanOrEqualTo(Quick.Workers + 9);
        _target.Closed.ShouldBe(_target.Opened);
        notices.Texts.Count.ShouldBe(9);
        notices.Texts[0].ShouldMatch(@"^The server went away\. Trying again in \d\.\d s\.$");
    }

    [Fact]
    public async Task Who_watches_cannot_fail_the_fill()
    {
        var reports = 0;
        var error = new IOException("The terminal was closed.");
        var watch = new Phases(FillPhase.Loading, () =>
        {
            reports++;
            throw error;
        });

        var result = await RunAsync(progress: watch);

        result.IsComplete.ShouldBeTrue();
        result.ProgressError.ShouldBeSameAs(error);
        reports.ShouldBe(1);
        _target.Finished.ShouldBe(1);
    }

    [Fact]
    public async Task Rows_that_cannot_be_counted_beforehand_do_not_fail_the_fill()
    {
        var plan = FillPlanner.Plan(new Model("uncountable", [Bank.Accounts, new Table<Uncountable, Uncountable>()]), new World(scale: 100));

        var result = await new FillRunner(_target, plan, Quick).RunAsync(cancellationToken: Token);

        result.IsComplete.ShouldBeTrue();
        result.Tables[1].TotalRows.ShouldBeNull();
    }

    [Fact]
    public async Task An_error_that_does_not_pass_ends_the_fill()
    {
        _target.Sent = chunk => Fail(chunk.Number == 7, new TargetException("The disk is full."));

        (await Should.ThrowAsync<TargetException>(() => RunAsync())).Message.ShouldBe("The disk is full.");

        _target.Finished.ShouldBe(0);
        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task A_connection_that_stays_lost_ends_the_fill_after_the_retries()
    {
        _target.Sent = _ => throw new TargetException("The server went away.", kind: ErrorKind.Transient);

        await Should.ThrowAsync<TargetException>(() => RunAsync(Quick with { Retries = 2, Workers = 1 }));

        _target.Opened.ShouldBe(3);
    }

    [Fact]
    public async Task Chunks_of_other_processes_are_waited_for()
    {
        var other = _plan.Chunks(Bank.Accounts).ElementAt(3);
        _target.Hold(other);
        var waits = new Phases(FillPhase.Waiting, () => _target.Complete(other));

        var result = await RunAsync(progress: waits);

        result.IsComplete.ShouldBeTrue();
        result.LoadedRows.ShouldBe(20_900);
        result.Tables.Sum(table => table.Rows).ShouldBe(21_000);
        waits.Reached.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fill_asked_to_stop_ends_after_the_chunks_in_hand()
    {
        using var stop = new CancellationTokenSource();
        _target.Sent = _ => stop.Cancel();

        var result = await new FillRunner(_target, _plan, Quick).RunAsync(null, stop.Token, Token);

        result.IsComplete.ShouldBeFalse();
        result.LoadedRows.ShouldBeInRange(100, 300);
        _target.Finished.ShouldBe(0);
    }

    [Fact]
    public async Task A_fill_asked_to_stop_while_it_waits_stops()
    {
        using var stop = new CancellationTokenSource();
        _target.Hold(_plan.Chunks(Bank.Accounts).ElementAt(3));

        var runner = new FillRunner(_target, _plan, Quick with { PollInterval = TimeSpan.FromHours(1) });
        var result = await runner.RunAsync(new Phases(FillPhase.Waiting, stop.Cancel), stop.Token, Token);

        result.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task A_fill_asked_to_stop_while_it_waits_to_try_again_stops()
    {
        using var stop = new CancellationTokenSource();
        _target.Sent = chunk => Fail(chunk.Number == 2, new TargetException("The server went away.", kind: ErrorKind.Transient));
        var options = Quick with { Workers = 1, RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) };

        var result = await new FillRunner(_target, _plan, options).RunAsync(new OnNotice(stop.Cancel), stop.Token, Token);

        result.IsComplete.ShouldBeFalse();
        result.LoadedRows.ShouldBe(200);
        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task A_cancelled_fill_throws_and_closes_its_sessions()
    {
        using var cancel = new CancellationTokenSource();
        _target.Sent = _ => cancel.Cancel();

        await Should.ThrowAsync<OperationCanceledException>(() => new FillRunner(_target, _plan, Quick).RunAsync(null, default, cancel.Token));

        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task A_commit_whose_answer_the_network_swallows_is_given_up_and_its_rows_are_not_doubled()
    {
        var swallowed = 0;
        var never = new TaskCompletionSource();
        _target.LoadTimeout = TimeSpan.FromMilliseconds(100);
        _target.Committed = () => Interlocked.Increment(ref swallowed) == 3 ? never.Task : Task.CompletedTask;
        _target.Aborted = () => never.TrySetException(new IOException("Closed."));
        var notices = new Notices();

        var result = await RunAsync(progress: notices).WaitAsync(TimeSpan.FromMinutes(2), Token);

        result.IsComplete.ShouldBeTrue();
        result.Tables.Sum(table => table.Rows).ShouldBe(21_000);
        swallowed.ShouldBe(210);
        notices.Texts.ShouldHaveSingleItem().ShouldContain(": the commit made no progress for 0.1 s (command_timeout).");
        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task A_connection_that_is_never_opened_is_given_up_and_tried_again()
    {
        var tries = 0;
        var late = new TaskCompletionSource();
        _target.LoadTimeout = TimeSpan.FromMilliseconds(100);
        _target.Connecting = () => Interlocked.Increment(ref tries) == 1 ? late.Task : Task.CompletedTask;

        var result = await RunAsync(Quick with { Workers = 1 }).WaitAsync(TimeSpan.FromMinutes(2), Token);

        result.IsComplete.ShouldBeTrue();
        late.SetResult();
        while (_target.Closed != _target.Opened || _target.Opened < 2)
            await Task.Delay(5, Token);
    }

    [Fact]
    public async Task A_load_stuck_in_its_driver_is_ended_before_its_session_is_disposed()
    {
        using var aborted = new ManualResetEventSlim();
        var (stuck, closed) = (0, -1);
        _target.LoadTimeout = TimeSpan.FromMilliseconds(100);
        _target.Aborted = () =>
        {
            closed = _target.Closed;
            aborted.Set();
        };
        _target.Sent = chunk =>
        {
            if (chunk.Number == 2 && Interlocked.Increment(ref stuck) == 1)
                aborted.Wait(TimeSpan.FromMinutes(2), CancellationToken.None).ShouldBeTrue();
        };

        var result = await RunAsync(Quick with { Workers = 1 }).WaitAsync(TimeSpan.FromMinutes(2), Token);

        result.IsComplete.ShouldBeTrue();
        closed.ShouldBe(0);
        aborted.IsSet.ShouldBeTrue();
        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task A_session_whose_abort_throws_is_kept_until_its_load_has_ended()
    {
        using var aborted = new ManualResetEventSlim();
        var (stuck, closed) = (0, -1);
        _target.LoadTimeout = TimeSpan.FromMilliseconds(100);
        _target.Aborted = () =>
        {
            aborted.Set();
            throw new NotSupportedException();
        };
        _target.Sent = chunk =>
        {
            if (chunk.Number == 2 && Interlocked.Increment(ref stuck) == 1)
            {
                aborted.Wait(TimeSpan.FromMinutes(2), CancellationToken.None).ShouldBeTrue();
                SpinWait.SpinUntil(() => _target.Closed > 0, TimeSpan.FromMilliseconds(300));
                closed = _target.Closed;
            }
        };

        var result = await RunAsync(Quick with { Workers = 1 }).WaitAsync(TimeSpan.FromMinutes(2), Token);

        result.IsComplete.ShouldBeTrue();
        closed.ShouldBe(0);
        _target.Closed.ShouldBe(_target.Opened);
    }

    [Fact]
    public async Task Asking_who_holds_chunks_does_not_keep_a_preparation_that_has_ended()
    {
        var asking = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var connections = 0;
        _target.Preparing = () => asking.Task;
        _target.Connecting = () =>
        {
            if (Interlocked.Increment(ref connections) > 1)
                return Task.CompletedTask;
            asking.SetResult();
            return never.Task;
        };

        var result = await RunAsync(Quick with { WaitNotice = TimeSpan.FromMilliseconds(20) }).WaitAsync(TimeSpan.FromMinutes(2), Token);

        result.IsComplete.ShouldBeTrue();
        never.SetResult();
    }

    [Fact]
    public async Task A_preparation_that_takes_long_is_told_also_where_nobody_holds_chunks()
    {
        var told = new TaskCompletionSource<string>();
        _target.Preparing = () => told.Task;

        var progress = new Progress<FillProgress>(progress =>
        {
            if (progress.Notice is { } notice)
                told.TrySetResult(notice);
        });
        await RunAsync(Quick with { WaitNotice = TimeSpan.FromMilliseconds(20) }, progress).WaitAsync(TimeSpan.FromMinutes(2), Token);

        (await told.Task).ShouldEndWith("without an end. Another session may have a transaction open on one of its tables; it goes on when that ends.");
    }

    [Fact]
    public async Task Whoever_watches_slowly_keeps_one_tick_and_no_other()
    {
        using var release = new ManualResetEventSlim();
        var time = new TickedTime();
        using var meter = new FillMeter(_plan, _target, Quick with { Time = time }, new Phases(FillPhase.Loading, release.Wait));
        var watching = Task.Run(() => meter.Enter(FillPhase.Loading), Token);
        SpinWait.SpinUntil(() => watching.Status == TaskStatus.Running, TimeSpan.FromMinutes(2));

        var tick = Task.Run(() => time.Tick(), Token);
        var ended = await Task.WhenAny(tick, Task.Delay(TimeSpan.FromMinutes(2), Token));
        var wasWatching = !watching.IsCompleted;
        release.Set();

        ended.ShouldBe(tick);
        wasWatching.ShouldBeTrue();
        await watching;
    }

    [Fact]
    public async Task A_step_begun_after_a_cancellation_is_left_after_the_grace()
    {
        _target.LoadTimeout = TimeSpan.FromMinutes(2);
        using var steps = new WatchedSteps(_target, new Progress<BatchProgress>(), new CancellationToken(canceled: true));

        await Should.ThrowAsync<OperationCanceledException>(
            () => steps.RunAsync("waiting", _ => Task.Delay(Timeout.Infinite, Token)).WaitAsync(TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task The_pool_is_changed_by_whoever_asks_for_it_and_not_by_a_fill()
    {
        ThreadPool.GetMinThreads(out var before, out _);

        await RunAsync(Quick with { Workers = before + 7 });
        ThreadPool.GetMinThreads(out var filled, out _);
        FillRunner.ReserveThreads(before + 7);
        ThreadPool.GetMinThreads(out var reserved, out _);

        filled.ShouldBe(before);
        reserved.ShouldBeGreaterThanOrEqualTo((2 * (before + 7)) + Environment.ProcessorCount);
    }

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    private Task<FillResult> RunAsync(FillOptions? options = null, IProgress<FillProgress>? progress = null) =>
        new FillRunner(_target, _plan, options ?? Quick).RunAsync(progress, cancellationToken: Token);

    private static void Fail(bool condition, Exception error)
    {
        if (condition)
            throw error;
    }

    private sealed class Notices : IProgress<FillProgress>
    {
        public List<string> Texts { get; } = [];

        public void Report(FillProgress value)
        {
            if (value.Notice is { } notice)
                Texts.Add(notice);
        }
    }

    private sealed class TickedTime : TimeProvider
    {
        public Action Tick { get; private set; } = () => { };

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Tick = () => callback(state);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class OnNotice(Action noticed) : IProgress<FillProgress>
    {
        public void Report(FillProgress value)
        {
            if (value.Notice is not null)
                noticed();
        }
    }

    private sealed class Phases(FillPhase phase, Action reached) : IProgress<FillProgress>
    {
        public bool Reached { get; private set; }

        public void Report(FillProgress value)
        {
            if (Reached || value.Phase != phase)
                return;
            Reached = true;
            reached();
        }
    }
}
