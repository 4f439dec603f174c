using System.Net;
using System.Net.Http.Json;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests;

public class PaceTests
{
    private const string Tables = """
        "Broker": "log", "Tables": { "orders": 1 }
        """;

    [Fact]
    public async Task A_change_before_the_stream_begins_is_shown_and_holds_when_it_does()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 50, "Fill": "later" } }
            """, """
            "later": "sqlite:{folder}/later/retail.db"
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilAsync(stream => stream.State == HostState.Failed);

        var changed = await services.PatchAsync("/api/streams/shop", new { rate = 700 });
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await changed.Content.ReadFromJsonAsync<StreamStatus>())!.Rate.ShouldBe(700);
        folder.Configure($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 50, "Pattern": "weekly", "Fill": "later" } }
            """);
        await services.UntilAsync(stream => stream.Pattern == "weekly");
        Directory.CreateDirectory(Path.Combine(folder.Path, "later"));

        await services.UntilAsync(stream => stream is { State: HostState.Running, Events: > 0 });
        (await services.StreamAsync() is { Rate: 700, Pattern: "weekly" }).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_changes_at_the_same_time_none_is_lost_and_what_was_answered_is_shown_from_then_on()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 50 } }
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilAsync(stream => stream.State == HostState.Running);

        for (var rate = 101; rate <= 103; rate++)
        {
            var (pattern, bad) = (rate % 2 == 0 ? "flat" : "diurnal", rate / 1000.0);
            HttpResponseMessage[] changed = await Task.WhenAll(
                services.PatchAsync("/api/streams/shop", new { rate }),
                services.PatchAsync("/api/streams/shop", new { pattern }),
                services.PatchAsync("/api/streams/shop", new { faults = new { bad } }));
            changed.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);

            for (var look = 0; look < 20; look++)
            {
                var stream = await services.StreamAsync();
                (stream.Rate, stream.Pattern, stream.Faults.Bad).ShouldBe((rate, pattern, bad));
            }
        }
    }

    [Fact]
    public async Task A_change_that_the_stream_can_not_follow_is_refused_and_changes_nothing()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { "Broker": "log", "Tables": { "orders": 1, "payments": null }, "Rate": 1, "PendingLimit": 100000 } }
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilAsync(stream => stream.State == HostState.Running);

        var refused = await services.PatchAsync("/api/streams/shop", new { rate = 1_000_000_000 });

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("more rows would wait for their time");
        (await services.StreamAsync()).Rate.ShouldBe(1, 1e-6);
    }

    [Fact]
    public async Task A_paused_stream_whose_broker_is_away_says_that_it_is_paused()
    {
        using var folder = new TestFolder("""
            "Streams": { "shop": { "Broker": "away", "Tables": { "orders": 1 }, "Paused": true } }
            """, """
            "away": "redis://127.0.0.1:1"
            """);
        await using var services = await RunningServices.StartAsync(folder);

        (await services.UntilAsync(stream => stream.Error is not null)).State.ShouldBe(HostState.Paused);

        (await services.PatchAsync("/api/streams/shop", new { paused = false })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await services.UntilAsync(stream => stream.State is HostState.Waiting or HostState.Failed);
    }

    [Fact]
    public async Task A_replay_that_has_ended_stays_so_after_a_restart()
    {
        const string Replay = """
            "Streams": { "shop": { "Broker": "log", "Tables": { "orders": null }, "Live": false } }
            """;
        using var folder = new TestFolder(Replay);
        await using (var services = await RunningServices.StartAsync(folder))
            (await services.UntilAsync(stream => stream.State == HostState.Ended)).Events.ShouldBe(500);

        await using var again = await RunningServices.StartAsync(folder);
        (await again.UntilAsync(stream => stream.State is HostState.Ended or HostState.Failed)).State.ShouldBe(HostState.Ended);

        (await again.StreamAsync()).Events.ShouldBe(0);
        var changed = await again.PatchAsync("/api/streams/shop", new { rate = 5 });
        changed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await changed.Content.ReadAsStringAsync()).ShouldContain("has ended");
    }

    [Fact]
    public async Task Of_a_replay_the_rate_reloads_and_faults_need_a_restart()
    {
        const string Replay = """
            "Broker": "log", "Tables": { "orders": null }, "Live": false
            """;
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Replay}}, "Rate": 1 } }
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilAsync(stream => stream is { State: HostState.Running, Rate: 1 });

        folder.Configure($$"""
            "Streams": { "shop": { {{Replay}}, "Faults": { "Bad": 0.5 } } }
            """);
        await services.UntilLoggedAsync("StellarForge:Streams:shop:Faults:Bad has changed, which needs a restart");
        await services.UntilLoggedAsync("StellarForge:Streams:shop:Rate has changed, and holds from now on");

        var ended = await services.UntilAsync(stream => stream.State == HostState.Ended);
        (ended.Events, ended.Rate, ended.Faults.Bad).ShouldBe((500, 0, 0));
    }
}
