using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StellarForge.Api.Remote;
using StellarForge.Api.Verifications;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests.Api;

/// <summary>Nothing that goes wrong while a pipeline is verified leaves it standing.</summary>
public sealed class HoldTests
{
    private const string Shop = """
        "Streams": { "shop": { "Broker": "log", "Tables": { "customer_interactions": 1 }, "Rate": 500 } },
        "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" } }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hold_ends_by_itself_and_a_pause_of_a_person_outlasts_it()
    {
        using var folder = new TestFolder(Shop);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilPipelineAsync(pipeline => pipeline.Events > 0);

        (await services.PatchAsync("/api/pipelines/shop", new { holdSeconds = 0.5 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var held = await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Paused || pipeline.Events > 5_000);
        held.State.ShouldBe(HostState.Paused);
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Running && pipeline.Events > held.Events);

        (await services.PatchAsync("/api/pipelines/shop", new { paused = true, holdSeconds = 60 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Paused);
        (await services.PatchAsync("/api/pipelines/shop", new { holdSeconds = 0 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await services.PipelineAsync()).State.ShouldBe(HostState.Paused);
        (await services.PatchAsync("/api/pipelines/shop", new { paused = false })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Running);
        (await services.PatchAsync("/api/pipelines/shop", new { holdSeconds = 1e9 })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_writer_that_fails_while_it_is_asked_is_told_to_go_on_with_a_token_that_is_not_the_callers()
    {
        var writer = new Writer(request => request.Method == HttpMethod.Get ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        var hold = Hold(writer, new AccessOptions { Key = "a key of the tests that has more than 32 bytes" });

        (await Should.ThrowAsync<RemoteException>(() => hold.RunAsync("shop", "Bearer old", _ => Task.FromResult(true), Cancelled)))
            .Message.ShouldBe("The writer answers 500 (Internal Server Error).");

        writer.Holds.ShouldBe([60, 0]);
        writer.Tokens.ShouldAllBe(token => token!.StartsWith("Bearer ey"));
    }

    [Fact]
    public async Task What_works_while_a_pipeline_is_held_is_stopped_when_it_can_not_be_held_any_longer()
    {
        var writer = new Writer(request => request.Method == HttpMethod.Get ? HttpStatusCode.OK : HttpStatusCode.Unauthorized) { Refuses = 1 };
        var hold = Hold(writer, new AccessOptions(), new FastClock());

        (await Should.ThrowAsync<RemoteException>(() => hold.RunAsync("shop", "Bearer old", ForeverAsync, Cancelled)))
            .Message.ShouldStartWith("Pipeline 'shop' can't be held any longer, so that nothing is proved: The writer answers 401");

        writer.Holds.Count.ShouldBeGreaterThan(2);
        writer.Tokens.ShouldAllBe(token => token == "Bearer old");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_while_a_writer_was_started_anew_proves_nothing(bool worksOn)
    {
        var writer = new Writer(_ => HttpStatusCode.OK);
        var hold = Hold(writer, new AccessOptions(), new FastClock());

        (await Should.ThrowAsync<FillRefusedException>(() => hold.RunAsync("shop", "Bearer old", WorkAsync, Cancelled).WaitAsync(TimeSpan.FromMinutes(1))))
            .Message.ShouldStartWith("Pipeline 'shop' was let go before the work was done, so that nothing is proved.");

        // Not held anew, only told to go on.
        writer.Holds.ShouldBe([60, 0]);

        Task<bool> WorkAsync(CancellationToken stop)
        {
            writer.State = HostState.Running;
            return worksOn ? ForeverAsync(stop) : Task.FromResult(true);
        }
    }

    private static async Task<bool> ForeverAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop);
        return true;
    }

    private static PipelineHold Hold(Writer writer, AccessOptions access, TimeProvider? time = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("services:writer:http:0", "http://writer")]).Build();
        return new PipelineHold(
            new RemoteService(RemoteService.Writer, configuration, writer), new SignIn(access, TimeProvider.System), time ?? TimeProvider.System,
            NullLogger<PipelineHold>.Instance);
    }

    /// <summary>A writer that answers as a test says.</summary>
    private sealed class Writer(Func<HttpRequestMessage, HttpStatusCode> answer) : HttpMessageHandler, IHttpClientFactory
    {
        /// <summary>How many holds it takes before it refuses them.</summary>
        public int Refuses { get; init; }

        /// <summary>How its pipeline is.</summary>
        public HostState State { get; set; } = HostState.Paused;

        public ConcurrentQueue<double> Holds { get; } = new();

        public ConcurrentQueue<string?> Tokens { get; } = new();

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Tokens.Enqueue($"{request.Headers.Authorization}");
            var status = new PipelineStatus("shop", "shop", State, null, null, 0, 0, 0, 0, null, []);
            if (request.Content is { } body)
            {
                Holds.Enqueue((await body.ReadFromJsonAsync<PipelineChange>(cancellationToken))!.HoldSeconds!.Value);
                return new(Holds.Count <= Refuses ? HttpStatusCode.OK : answer(request)) { Content = JsonContent.Create(status) };
            }

            return new(answer(request)) { Content = JsonContent.Create(new[] { status }) };
        }
    }

    /// <summary>A clock on which a second lasts a millisecond.</summary>
    private sealed class FastClock : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 1_000;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 1_000 : dueTime, period > TimeSpan.Zero ? period / 1_000 : period);
    }
}
