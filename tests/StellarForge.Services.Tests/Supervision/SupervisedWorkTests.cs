using Microsoft.Extensions.Logging.Abstractions;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Services.Tests.Supervision;

public class SupervisedWorkTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Pauses_between_tries_grow_to_half_a_minute_and_are_short_again_after_what_ran_for_as_long()
    {
        var time = new StepTime();
        var runs = 0;
        var work = new Work(time, (_, _) =>
        {
            if (++runs == 8)
                time.Pass(TimeSpan.FromSeconds(30));
            return runs < 10 ? throw new TargetException("It failed.") : Task.FromResult(true);
        });

        await work.RunAsync(default, default).WaitAsync(Limit);

        time.Waits.Select(wait => wait.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 30, 30, 1, 2]);
    }

    [Fact]
    public async Task Work_that_waits_for_a_person_is_not_tried_again_before_one_goes_on_with_it()
    {
        using var stop = new CancellationTokenSource();
        var (time, runs) = (new StepTime(), 0);
        var work = new Work(time, (_, _) => ++runs < 3 ? throw new TargetException("Bad rows.") : Task.FromResult(true)) { Waits = true };
        var running = work.RunAsync(stop.Token, default);

        (await work.UntilAsync(HostState.Failed)).ShouldBe("Bad rows.");
        work.SetPaused(true);
        await work.UntilAsync(HostState.Paused);
        work.SetPaused(false);
        (await work.UntilAsync(HostState.Failed)).ShouldBe("Bad rows.", "Who paused it, as to verify what it wrote, has not gone on with what failed.");
        runs.ShouldBe(1);
        work.SetPaused(false);
        while (Volatile.Read(ref runs) < 2)
            await Task.Yield();
        await work.UntilAsync(HostState.Failed);
        work.SetPaused(false);
        await running.WaitAsync(Limit);

        (runs, time.Waits.Count).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Of_an_error_that_nobody_foresaw_the_status_tells_only_the_type()
    {
        using var stop = new CancellationTokenSource();
        var work = new Work(new StepTime(), (_, _) => throw new InvalidOperationException("Password=secret")) { Waits = true };
        var running = work.RunAsync(stop.Token, default);

        (await work.UntilAsync(HostState.Failed)).ShouldBe("It failed (InvalidOperationException): the log says more.");

        await stop.CancelAsync();
        await running.WaitAsync(Limit);
    }

    [Fact]
    public async Task What_is_stopped_may_ask_for_the_status_on_its_way()
    {
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work? work = null;
        work = new Work(TimeProvider.System, async (stopped, _) =>
        {
            // As a meter, which waits for whoever is just reporting.
            await using var registered = stopped.Register(() =>
            {
                Task.Run(() => work!.State).Wait();
                asked.TrySetResult();
            });
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, stopped);
            return true;
        });
        var running = work.RunAsync(stop.Token, default);
        await started.Task.WaitAsync(Limit);

        await Task.Run(() => work.SetPaused(true)).WaitAsync(Limit);
        await asked.Task.WaitAsync(Limit);

        await work.UntilAsync(HostState.Paused);
        await stop.CancelAsync();
        await running.WaitAsync(Limit);
    }

    private sealed class Work(TimeProvider time, Func<CancellationToken, CancellationToken, Task<bool>> run)
        : SupervisedWork("Work", NullLogger.Instance, time)
    {
        public bool Waits { get; init; }

        public HostState State => Condition.State;

        public void SetPaused(bool isPaused) => Pause(isPaused);

        public async Task<string?> UntilAsync(HostState state)
        {
            using var limit = new CancellationTokenSource(Limit);
            while (Condition.State != state)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            return Condition.Error;
        }

        protected override Task<bool> RunOnceAsync(CancellationToken stop, CancellationToken abort) => run(stop, abort);

        protected override bool WaitsForPerson(Exception error) => Waits;
    }
}
