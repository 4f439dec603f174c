using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StellarForge.Aspire.Hosting.Tests.Support;

namespace StellarForge.Aspire.Hosting.Tests;

public class StateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_waits_for_it_starts_when_all_fills_are_done()
    {
        await using var composed = await TwoAsync();
        var shop = composed.Model.Resources.Single(resource => resource.Name == "shop");
        var waiting = composed.Notifications.WaitForDependenciesAsync(shop, TestContext.Current.CancellationToken);

        await composed.SayAsync(First(composed), KnownResourceStates.Running);
        await ShouldBecomeAsync(composed, "Filling");
        await composed.SayAsync(First(composed), KnownResourceStates.Finished, 0);
        await ShouldBecomeAsync(composed, KnownResourceStates.Waiting);
        await composed.SayAsync(Second(composed), KnownResourceStates.Running);
        await ShouldBecomeAsync(composed, "Filling");
        waiting.IsCompleted.ShouldBeFalse();
        await composed.SayAsync(Second(composed), KnownResourceStates.Finished, 0);

        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await ShouldBecomeAsync(composed, KnownResourceStates.Finished);
    }

    [Theory]
    [InlineData("Finished", 1)]
    [InlineData("FailedToStart", null)]
    [InlineData("Terminated", null)]
    public async Task A_fill_that_failed_holds_up_what_waits_until_it_is_run_again(string state, int? exitCode)
    {
        await using var composed = await TwoAsync();
        var shop = composed.Model.Resources.Single(resource => resource.Name == "shop");

        await composed.SayAsync(First(composed), KnownResourceStates.Finished, 0);
        await composed.SayAsync(Second(composed), state, exitCode);
        await ShouldBecomeAsync(composed, KnownResourceStates.Exited);
        await Should.ThrowAsync<DistributedApplicationException>(WaitAsync());

        await composed.SayAsync(Second(composed), KnownResourceStates.Running);
        await ShouldBecomeAsync(composed, "Filling");
        await composed.SayAsync(Second(composed), KnownResourceStates.Finished, 0);
        await WaitAsync();

        Task WaitAsync() => composed.Notifications.WaitForDependenciesAsync(shop, TestContext.Current.CancellationToken).WaitAsync(Patience);
    }

    [Fact]
    public async Task What_a_fill_said_last_is_a_property()
    {
        await using var composed = await TwoAsync();
        var log = composed.Services.GetRequiredService<ResourceLoggerService>().GetLogger(First(composed));

        await ShouldSayAsync("loading: 1,000 of 9,000 rows, 500 rows/s");
        await ShouldSayAsync("the database holds exactly what the model says.");

        async Task ShouldSayAsync(string line)
        {
            log.Log(LogLevel.Information, default, line, null, (line, _) => line);
            await composed.Notifications.WaitForResourceAsync("forge", change => Said(change) == line).WaitAsync(Patience);
        }

        static string? Said(ResourceEvent change) => $"{change.Snapshot.Properties.SingleOrDefault(property => property.Name == "ordersdb")?.Value}";
    }

    [Fact]
    public async Task Refill_asks_first_and_starts_the_fill_anew_with_recreate()
    {
        await using var composed = await TwoAsync();
        var ran = new List<string[]>();
        foreach (var fill in composed.Forge.Fills)
        {
            foreach (var start in CommandsOf(fill).Where(command => command.Name == KnownResourceCommands.StartCommand).ToList())
                fill.Annotations.Remove(start);
            fill.Annotations.Add(new ResourceCommandAnnotation(
                KnownResourceCommands.StartCommand, "Start", _ => ResourceCommandState.Enabled,
                async _ =>
                {
                    ran.Add(await Composed.ArgumentsAsync(fill));
                    return CommandResults.Success();
                },
                null, null, null, null, null, false));
            await composed.SayAsync(fill, KnownResourceStates.Finished, 0);
        }

        CommandsOf(composed.Forge).Single().ConfirmationMessage!.ShouldContain("dropped");
        CommandsOf(composed.Fill).Single(command => command.Name == "refill").ConfirmationMessage!.ShouldContain("'ordersdb'");
        var commands = composed.Services.GetRequiredService<ResourceCommandService>();
        (await commands.ExecuteCommandAsync(composed.Forge, "refill", TestContext.Current.CancellationToken)).Success.ShouldBeTrue();

        ran.Count.ShouldBe(2);
        ran.ShouldAllBe(words => words.Contains("--recreate"));
        (await Composed.ArgumentsAsync(composed.Fill)).ShouldNotContain("--recreate");
    }

    private static IEnumerable<ResourceCommandAnnotation> CommandsOf(IResource resource) => resource.Annotations.OfType<ResourceCommandAnnotation>();

    private static StellarForgeFillResource First(Composed composed) => composed.Forge.Fills[0];

    private static StellarForgeFillResource Second(Composed composed) => composed.Forge.Fills[1];

    private static async Task<Composed> TwoAsync()
    {
        var composed = await Composed.StartAsync(builder =>
        {
            var forge = builder.AddStellarForge("forge").WithModel<Projects.StellarForge_Retail>()
                .Fill(FillTests.Postgres(builder)).Fill(builder.AddMySql("mysql").AddDatabase("mysqldb"));
            builder.AddContainer("shop", "shop").WaitForCompletion(forge);
        });
        await composed.InitializeAsync();
        return composed;
    }

    private static Task ShouldBecomeAsync(Composed composed, string state) =>
        composed.Notifications.WaitForResourceAsync("forge", state, TestContext.Current.CancellationToken).WaitAsync(Patience);
}
