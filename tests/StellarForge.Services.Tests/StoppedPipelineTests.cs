using System.Net;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests;

public class StoppedPipelineTests
{
    private const string Pipeline = """
        "Pipelines": { "shop": { "Broker": "log", "Topics": { "users": "people" }, "Target": "shop" } }
        """;

    [Fact]
    public async Task A_pipeline_with_too_many_bad_events_stands_until_a_person_goes_on_with_it()
    {
        using var folder = new TestFolder(Pipeline);
        await SendAsync(folder, 1_100);
        await using var services = await RunningServices.StartAsync(folder);

        var stopped = await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Failed);
        stopped.IsStopped.ShouldBeTrue();
        stopped.Error.ShouldNotBeNull().ShouldContain("events are bad, more than 10 %");
        await services.UntilLoggedAsync("It waits until somebody goes on with it");
        (await services.PatchAsync("/api/pipelines/shop", new { paused = false })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var running = await services.UntilPipelineAsync(pipeline => pipeline.Tables.Sum(table => table.DeadLetters) == 1_100);

        (running.State, running.Error, running.IsStopped).ShouldBe((HostState.Running, null, false));
        services.Logs.ShouldNotContain(line => line.Contains("Trying again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pipeline_that_was_paused_while_it_waited_for_its_topic_says_again_that_it_does()
    {
        using var folder = new TestFolder(Pipeline);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Waiting);
        await services.PatchAsync("/api/pipelines/shop", new { paused = true });
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Paused);

        await services.PatchAsync("/api/pipelines/shop", new { paused = false });
        var waiting = await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Waiting);

        waiting.Notice.ShouldNotBeNull().ShouldContain("has no topic 'people' yet");
    }

    private static async Task SendAsync(TestFolder folder, int bad)
    {
        await using var broker = new EmbeddedConnector().Open($"embedded:{folder.Path}/log");
        await broker.CreateTopicAsync(new TopicSettings("people", 1), TestContext.Current.CancellationToken);
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        using var batch = new MessageBatch();
        for (var index = 0; index < bad; index++)
            batch.Add(new Message { Partition = new TopicPartition("people", 0), Value = "no row"u8 });
        await producer.SendAsync(batch, TestContext.Current.CancellationToken);
    }
}
