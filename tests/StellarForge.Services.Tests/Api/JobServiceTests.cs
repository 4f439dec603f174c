using Microsoft.Extensions.Logging.Abstractions;
using StellarForge.Api.Jobs;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests.Api;

/// <summary>Jobs hold up no shutdown, and tell users no more than they should.</summary>
public sealed class JobServiceTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_does_not_finish_what_it_has_in_hand_is_stopped_at_once_and_one_that_heeds_nothing_is_left()
    {
        using var jobs = Jobs();
        var (aborted, problem) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        jobs.Start(
            "slow",
            async (_, abort) =>
            {
                await Task.Delay(Timeout.Infinite, abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                aborted.SetResult();
                abort.ThrowIfCancellationRequested();
            },
            problem.SetResult);
        jobs.Start("deaf", (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None), _ => { });

        await jobs.StopAsync(Cancelled);

        await aborted.Task.WaitAsync(Cancelled);
        (await problem.Task.WaitAsync(Cancelled)).ShouldBe("The service was ended.");
    }

    [Fact]
    public async Task Of_an_error_that_nobody_foresaw_users_are_told_its_type_alone()
    {
        using var jobs = Jobs();
        var (known, unknown) = (new TaskCompletionSource<string>(), new TaskCompletionSource<string>());

        jobs.Start("one", (_, _) => throw new TargetException("postgres://db/shop: It is full."), known.SetResult);
        jobs.Start("other", (_, _) => throw new InvalidOperationException("Password=secret"), unknown.SetResult);

        (await known.Task.WaitAsync(Cancelled)).ShouldBe("postgres://db/shop: It is full.");
        (await unknown.Task.WaitAsync(Cancelled)).ShouldBe("It failed (InvalidOperationException): the log says more.");
        await jobs.StopAsync(Cancelled);
    }

    private static JobService Jobs() =>
        new(TopologyReader.Read(Settings.OfShop("\"ShutdownTimeout\": \"00:00:00.1\"").Build()), NullLogger<JobService>.Instance);
}
