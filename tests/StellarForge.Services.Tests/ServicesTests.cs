using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Targets;

namespace StellarForge.Services.Tests;

public class ServicesTests
{
    private const string Tables = """
        "Broker": "log", "Tables": { "orders": 1, "order_lines": null, "customer_interactions": 2 }
        """;

    private const string Pipelines = """
        "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" } }
        """;

    [Fact]
    public async Task Rows_of_a_stream_reach_the_target_and_a_change_of_its_rate_is_followed()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 50, "Fill": "shop" } }, {{Pipelines}}
            """);
        await using var services = await RunningServices.StartAsync(folder);

        await services.UntilPipelineAsync(pipeline => pipeline.Tables.Sum(table => table.Written) > 50);
        var changed = await services.PatchAsync("/api/streams/shop", new { rate = 2000, pattern = "diurnal" });
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());
        (await changed.Content.ReadFromJsonAsync<StreamStatus>())!.Rate.ShouldBe(2000, 1e-6);
        var stream = await services.UntilAsync(stream => stream.Events > 3_000);

        stream.State.ShouldBe(HostState.Running);
        stream.Pattern.ShouldBe("diurnal");
        (stream.Shards, stream.Processes).ShouldBe((8, 1));
        (await services.Client.GetFromJsonAsync<StreamStatus>("/api/streams/shop"))!.Pattern.ShouldBe("diurnal");
        (await services.Client.GetFromJsonAsync<PipelineStatus>("/api/pipelines/SHOP"))!.Name.ShouldBe("shop");
        (await services.Client.GetAsync("/api/streams/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await services.Client.GetAsync("/api/pipelines/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await services.PatchAsync("/api/streams/shop", new { paused = true })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await services.StreamAsync()).State.ShouldBe(HostState.Paused);
        var sent = (await StandsAsync(services)).Events;
        var pipeline = await services.UntilPipelineAsync(pipeline => pipeline.Events == sent);
        pipeline.Lag.ShouldNotBeNull();
        pipeline.LatencyMilliseconds.ShouldNotBeNull();
        var stored = pipeline.Tables.ToDictionary(table => table.Table, table => table.Written);
        (await AskAsync(folder.Database, "SELECT count(*) FROM orders")).ShouldBe($"{500 + stored["orders"]}");
        (await AskAsync(folder.Database, "SELECT count(*) FROM customer_interactions")).ShouldBe($"{500 + stored["customer_interactions"]}");
    }

    [Fact]
    public async Task Each_target_that_a_stream_fills_has_what_its_rows_refer_to()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 500, "Fill": "shop, second" } },
            "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" }, "second": { "Stream": "shop", "Target": "second" } }
            """, """
            "second": "sqlite:{folder}/second.db"
            """);
        await using (var services = await RunningServices.StartAsync(folder))
        {
            foreach (var pipeline in (string[])["shop", "second"])
                await services.UntilPipelineAsync(status => status.Tables.Single(table => table.Table == "orders").Written > 20, pipeline);
        }

        foreach (var database in (string[])[folder.Database, Path.Combine(folder.Path, "second.db")])
        {
            (await AskAsync(database, "SELECT count(*) > 520 FROM orders")).ShouldBe("1");
            (await AskAsync(database, "SELECT count(*) FROM orders LEFT JOIN users USING (user_id) WHERE users.user_id IS NULL")).ShouldBe("0");
        }
    }

    [Fact]
    public async Task A_target_that_joins_a_stream_under_way_is_filled_before_its_pipeline_writes()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 500, "Fill": "shop" } }, "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" } }
            """, """
            "second": "sqlite:{folder}/second.db"
            """);
        await using (var services = await RunningServices.StartAsync(folder))
            await services.UntilPipelineAsync(status => status.Tables.Single(table => table.Table == "orders").Written > 20);
        folder.Configure($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 500, "Fill": "shop, second" } },
            "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" }, "second": { "Stream": "shop", "Target": "second" } }
            """);
        await using (var services = await RunningServices.StartAsync(folder))
        {
            await services.UntilPipelineAsync(status => status.Tables.Single(table => table.Table == "orders").Written > 20, "second");
            (await services.StreamAsync()).State.ShouldNotBe(HostState.Failed);
        }

        (await AskAsync(Path.Combine(folder.Path, "second.db"), "SELECT count(*) > 520 FROM orders")).ShouldBe("1");
    }

    [Fact]
    public async Task What_can_not_be_is_refused_with_a_problem_that_says_why()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}} } }, {{Pipelines}}
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilAsync(stream => stream.Events > 0);

        await RefusedAsync("/api/streams/shop", new { rate = -1 }, HttpStatusCode.BadRequest, "rate is -1");
        await RefusedAsync("/api/streams/shop", new { pattern = "hectic" }, HttpStatusCode.BadRequest, "There is no pattern 'hectic'");
        await RefusedAsync("/api/streams/shop", new { faults = new { bad = 2 } }, HttpStatusCode.BadRequest, "faults.bad is 2");
        await RefusedAsync("/api/streams/shp", new { rate = 1 }, HttpStatusCode.NotFound, "There is no stream 'shp'");
        await RefusedAsync("/api/pipelines/shp", new { paused = true }, HttpStatusCode.NotFound, "There is no pipeline 'shp'");

        async Task RefusedAsync(string path, object change, HttpStatusCode code, string detail)
        {
            var answer = await services.PatchAsync(path, change);
            answer.StatusCode.ShouldBe(code);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!.ShouldContain(detail);
        }
    }

    [Fact]
    public async Task An_edited_file_is_followed_a_wrong_one_is_refused_and_what_needs_a_restart_says_so()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 50 } }, {{Pipelines}}
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilPipelineAsync(pipeline => pipeline.Events > 0);

        folder.Configure($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 900, "Pattern": "weekly", "Format": "json" } }, {{Pipelines}}
            """);
        await services.UntilAsync(stream => stream is { Pattern: "weekly", Rate: > 899 and < 901 });
        await services.UntilLoggedAsync("StellarForge:Streams:shop:Format has changed, which needs a restart");
        await services.UntilAsync(stream => stream.Events > 500);

        folder.Configure($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": -5, "Pattern": "flat" } }, {{Pipelines}}
            """);
        await services.UntilLoggedAsync("Error: The changed configuration is refused, and the one of before stays: StellarForge:Streams:shop:Rate is '-5'.");
        File.WriteAllText(folder.File, "{ \"StellarForge\": {");
        await services.UntilLoggedAsync("shop.json can't be read");
        (await services.StreamAsync()).Pattern.ShouldBe("weekly");

        folder.Configure($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 900, "Pattern": "weekly", "Format": "json", "Paused": true } },
            "Pipelines": { "shop": { "Stream": "shop", "Target": "shop", "Paused": true } }
            """);
        await services.UntilAsync(stream => stream.State == HostState.Paused);
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Paused);
    }

    [Fact]
    public async Task A_change_that_a_stream_can_not_take_yet_is_tried_again()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 50, "Fill": "later" } }, {{Pipelines}}
            """, """
            "later": "sqlite:{folder}/later/retail.db"
            """);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilAsync(stream => stream.State == HostState.Failed);

        folder.Configure($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 900, "Pattern": "weekly", "Fill": "later" } }, {{Pipelines}}
            """);
        await services.UntilLoggedAsync("StellarForge:Streams:shop:Pattern has changed, and holds from now on");
        Directory.CreateDirectory(Path.Combine(folder.Path, "later"));

        await services.UntilAsync(stream => stream is { State: HostState.Running, Pattern: "weekly", Events: > 0 });
    }

    [Fact]
    public async Task A_pipeline_waits_for_its_topic_and_one_that_fails_holds_up_no_other()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 500 } },
            "Pipelines": {
              "shop": { "Stream": "shop", "Target": "shop" },
              "early": { "Broker": "log", "Topics": { "users": "later" }, "Target": "shop" },
              "away": { "Stream": "shop", "Target": "nowhere", "Tables": ["orders"] } }
            """, """
            "nowhere": "postgres://nobody@127.0.0.1:1/none"
            """);
        await using var services = await RunningServices.StartAsync(folder);

        await services.UntilPipelineAsync(pipeline => pipeline.Tables.Sum(table => table.Written) > 100);
        var early = await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Waiting, "early");
        early.Notice.ShouldNotBeNull().ShouldContain("has no topic 'later' yet");
        var away = await services.UntilPipelineAsync(pipeline => pipeline.State is HostState.Waiting or HostState.Failed && pipeline.Error is not null, "away");
        away.Error.ShouldNotBeNull().ShouldContain("127.0.0.1");
        (await services.PipelineAsync()).State.ShouldBe(HostState.Running);
    }

    [Fact]
    public async Task A_paused_pipeline_goes_on_where_it_stopped_and_so_does_all_after_a_restart()
    {
        using var folder = new TestFolder($$"""
            "Streams": { "shop": { {{Tables}}, "Rate": 500 } }, {{Pipelines}}
            """);
        await using (var services = await RunningServices.StartAsync(folder))
        {
            await services.UntilPipelineAsync(pipeline => pipeline.Events > 100);
            (await services.PatchAsync("/api/pipelines/shop", new { paused = true })).EnsureSuccessStatusCode();
            var paused = await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Paused);
            var sent = (await services.StreamAsync()).Events;
            await services.UntilAsync(stream => stream.Events > sent + 300);
            (await services.PipelineAsync()).Events.ShouldBe(paused.Events);
            (await services.PatchAsync("/api/pipelines/shop", new { paused = false })).EnsureSuccessStatusCode();
            await services.UntilPipelineAsync(pipeline => pipeline.Events > paused.Events + 300);
        }

        await using var again = await RunningServices.StartAsync(folder);
        await again.UntilPipelineAsync(pipeline => pipeline.Events > 200);
        (await again.PatchAsync("/api/streams/shop", new { paused = true })).EnsureSuccessStatusCode();
        await StandsAsync(again);
        await again.UntilPipelineAsync(pipeline => pipeline.Lag == 0);
        (await again.PipelineAsync()).Tables.Sum(table => table.DeadLetters).ShouldBe(0);
    }

    // What was on its way when it was paused is still sent.
    private static async Task<StreamStatus> StandsAsync(RunningServices services)
    {
        while (true)
        {
            var before = await services.StreamAsync();
            await Task.Delay(TimeSpan.FromSeconds(2.5));
            var after = await services.StreamAsync();
            if (before.Events == after.Events)
                return after;
        }
    }

    private static Task<string> AskAsync(string file, string sql) => Tool.RunAsync("sqlite3", "-batch", file, sql);
}
