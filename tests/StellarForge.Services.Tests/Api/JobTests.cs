using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StellarForge.Api.Live;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Targets;

namespace StellarForge.Services.Tests.Api;

public class JobTests
{
    private const string Shop = """
        "Streams": { "shop": { "Broker": "log", "Tables": { "orders": 1, "order_lines": null }, "Rate": 500, "Faults": { "Bad": 0.1, "Duplicates": 0.05 } } },
        "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" } }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fill_is_started_watched_to_its_end_and_verified()
    {
        using var folder = new TestFolder("");
        await using var services = await RunningServices.StartAsync(folder);

        var started = await services.Client.PostAsJsonAsync("/api/fills", Users(5_000), Cancelled);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync(Cancelled));
        var events = await services.Client.GetStringAsync($"{started.Headers.Location}/events", Cancelled);
        var last = events.Split('\n').Last(line => line.StartsWith("data:", StringComparison.Ordinal));

        var status = JsonDocument.Parse(last[5..]).RootElement;
        status.GetProperty("state").GetString().ShouldBe("done", $"{status}");
        var rows = status.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("table").GetString() == "users");
        (rows.GetProperty("rows").GetInt64(), rows.GetProperty("totalRows").GetInt64()).ShouldBe((5_000, 5_000));
        (await Tool.RunAsync("sqlite3", "-batch", folder.Database, "SELECT count(*) FROM users")).ShouldBe("5000");
        (await services.Client.PostAsync($"{started.Headers.Location}/resume", null, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await MatchesAsync(services, new { target = "shop" })).ShouldBeTrue();
        (await MatchesAsync(services, new { target = "shop", tables = new[] { "users" } })).ShouldBeFalse();
        (await MatchesAsync(services, Users(5_000))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_verdict_is_kept_whatever_is_refused_after_it()
    {
        using var folder = new TestFolder("");
        await using var services = await RunningServices.StartAsync(folder);
        var started = await services.Client.PostAsJsonAsync("/api/verifications", new { target = "shop" }, Cancelled);

        for (var refused = 0; refused < 100; refused++)
            await services.Client.PostAsJsonAsync("/api/verifications", new { pipeline = "nope" }, Cancelled);

        await services.UntilAsync($"{started.Headers.Location}", status => status.GetProperty("state").GetString() != "running");
    }

    [Fact]
    public async Task A_fill_that_is_cancelled_goes_on_where_it_stopped()
    {
        using var folder = new TestFolder("");
        await using var services = await RunningServices.StartAsync(folder);
        var started = await services.Client.PostAsJsonAsync("/api/fills", Users(1_000_000), Cancelled);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync(Cancelled));
        var url = $"{started.Headers.Location}";

        (await services.Client.PostAsJsonAsync("/api/fills", new { target = "shop" }, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await services.Client.DeleteAsync(url, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await services.UntilAsync(url, status => status.GetProperty("state").GetString() == "cancelled");
        (await services.Client.PostAsync($"{url}/resume", null, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await services.UntilAsync(url, status => status.GetProperty("state").GetString() == "done");

        (await Tool.RunAsync("sqlite3", "-batch", folder.Database, "SELECT count(*), count(DISTINCT user_id) FROM users")).ShouldBe("1000000|1000000");
    }

    [Fact]
    public void The_rows_of_a_very_large_model_are_not_counted_one_by_one()
    {
        var topology = TopologyReader.Read(Settings.OfShop(""" "Model": { "Scale": 6000 } """).Build());

        var tables = ModelReport.Of(topology).Tables.ToDictionary(table => table.Table);

        (tables["orders"].Rows, tables["orders"].RowsAreEstimated).ShouldBe((6_000_000_000, false));
        tables["order_lines"].RowsAreEstimated.ShouldBeTrue();
        ((double)tables["order_lines"].Rows / tables["orders"].Rows).ShouldBe(2.75, 0.5);
    }

    [Fact]
    public async Task The_document_of_the_API_names_every_path()
    {
        using var folder = new TestFolder("");
        await using var services = await RunningServices.StartAsync(folder);

        var paths = (await services.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name);

        paths.ShouldBe([
            "/api/deadletters", "/api/deadletters/replay", "/api/deadletters/{pipeline}/{id}", "/api/events", "/api/fills", "/api/fills/{id}",
            "/api/fills/{id}/events", "/api/fills/{id}/resume", "/api/model", "/api/pipelines", "/api/pipelines/{name}", "/api/preview/{table}",
            "/api/streams", "/api/streams/{name}", "/api/token", "/api/topology", "/api/verifications", "/api/verifications/{id}",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_fill_does_not_go_on_while_another_one_fills_its_target()
    {
        using var folder = new TestFolder("");
        await using var services = await RunningServices.StartAsync(folder);
        var first = $"{(await services.Client.PostAsJsonAsync("/api/fills", Users(3_000_000), Cancelled)).Headers.Location}";
        (await services.Client.DeleteAsync(first, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await services.UntilAsync(first, status => status.GetProperty("state").GetString() == "cancelled");
        var second = $"{(await services.Client.PostAsJsonAsync("/api/fills", Users(3_000_000), Cancelled)).Headers.Location}";

        var refused = await services.Client.PostAsync($"{first}/resume", null, Cancelled);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync(Cancelled)).ShouldContain("is being filled already");
        (await services.Client.DeleteAsync(second, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await services.UntilAsync(second, status => status.GetProperty("state").GetString() == "cancelled");
    }

    [Theory]
    [InlineData("""{"target":"nowhere"}""", "there is no target 'nowhere'")]
    [InlineData("""{"target":"log"}""", "there is no target 'log'")]
    [InlineData("""{"target":"shop","tables":["ordrs"]}""", "has no table 'ordrs'")]
    [InlineData("""{"target":"shop","scale":-1}""", "scale")]
    public async Task A_fill_that_can_not_be_is_refused_with_the_reason(string request, string reason)
    {
        using var folder = new TestFolder("");
        await using var services = await RunningServices.StartAsync(folder);

        var refused = await services.Client.PostAsync("/api/fills", new StringContent(request, null, "application/json"), Cancelled);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync(Cancelled)).ShouldContain(reason, Case.Insensitive);
    }

    [Fact]
    public async Task Dead_letters_are_paged_through_and_shown_with_their_bytes_and_the_stream_is_verified_while_it_runs()
    {
        using var folder = new TestFolder(Shop);
        await using var services = await RunningServices.StartAsync(folder);
        await services.UntilPipelineAsync(pipeline => pipeline.Tables.Sum(table => table.DeadLetters) > 30);

        var first = await services.GetAsync("/api/deadletters?pipeline=shop&take=10");
        var second = await services.GetAsync($"/api/deadletters?pipeline=shop&take=10&after={first.GetProperty("next").GetString()}");
        var ids = first.GetProperty("letters").EnumerateArray().Concat(second.GetProperty("letters").EnumerateArray())
            .Select(letter => letter.GetProperty("id").GetString()!).ToList();
        ids.Count.ShouldBe(20);
        ids.ShouldBeUnique();
        var letter = await services.GetAsync($"/api/deadletters/shop/{ids[0]}");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Convert.FromBase64String(letter.GetProperty("value").GetString()!)));
        letter.GetProperty("sha256").GetString().ShouldBe(hash);
        letter.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();

        var reason = letter.GetProperty("reason").GetString()!;
        var some = await services.GetAsync(
            $"/api/deadletters?pipeline=shop&reason={reason.ToLowerInvariant()}&table={letter.GetProperty("table").GetString()}&replayed=false&take=200");
        some.GetProperty("letters").EnumerateArray().Select(each => each.GetProperty("reason").GetString()).Distinct().ShouldBe([reason]);
        some.GetProperty("letters").EnumerateArray().Select(each => each.GetProperty("id").GetString()).ShouldContain(ids[0]);
        (await services.GetAsync("/api/deadletters?pipeline=shop&replayed=true")).GetProperty("letters").GetArrayLength().ShouldBe(0);
        (await services.Client.GetAsync("/api/deadletters?pipeline=shop&reason=None", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var request = new { pipeline = "shop", ids = new[] { ids[0], "orders/0/999999999" } };
        var replayed = await services.Client.PostAsJsonAsync("/api/deadletters/replay", request, Cancelled);
        var report = JsonDocument.Parse(await replayed.Content.ReadAsStringAsync(Cancelled)).RootElement;
        (report.GetProperty("replayed").GetInt32(), report.GetProperty("leftCount").GetInt32()).ShouldBe((0, 2));
        report.GetProperty("left")[1].GetProperty("reason").GetString().ShouldBe("There is no such dead letter.");
        (await services.Client.GetAsync("/api/deadletters/shop/orders/0/999999999", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await services.Client.GetAsync("/api/deadletters?pipeline=shp", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var started = await services.Client.PostAsJsonAsync("/api/verifications", new { pipeline = "shop" }, Cancelled);
        var verified = await services.UntilAsync($"{started.Headers.Location}", status => status.GetProperty("state").GetString() != "running");
        verified.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null, $"{verified}");
        verified.GetProperty("matches").GetBoolean().ShouldBeTrue($"{verified}");
        var written = (await services.PipelineAsync()).Events;
        await services.UntilPipelineAsync(pipeline => pipeline.State == HostState.Running && pipeline.Events > written);
    }

    private static async Task<bool> MatchesAsync(RunningServices services, object request)
    {
        var started = await services.Client.PostAsJsonAsync("/api/verifications", request, Cancelled);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync(Cancelled));
        var status = await services.UntilAsync($"{started.Headers.Location}", status => status.GetProperty("state").GetString() != "running");
        status.GetProperty("state").GetString().ShouldBe("done", $"{status}");
        return status.GetProperty("matches").GetBoolean();
    }

    private static object Users(long rows) => new { target = "shop", tables = new[] { "customer_segments", "users" }, rows = new { users = rows } };
}
