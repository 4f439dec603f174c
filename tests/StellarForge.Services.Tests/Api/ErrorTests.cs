using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests.Api;

/// <summary>Errors are problem details in words, whatever was sent.</summary>
public sealed class ErrorTests
{
    private const string Shop = """
        "Streams": { "shop": { "Broker": "log", "Tables": { "users": 1 }, "Paused": true } },
        "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" }, "away": { "Broker": "log", "Topics": { "orders": "orders" }, "Target": "nowhere" } }
        """;

    private const string Nowhere = """
        "nowhere": "postgres://nobody@127.0.0.1:1/none?retries=0"
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_missing_or_null_or_of_another_kind_or_too_long_is_the_callers_mistake()
    {
        using var folder = new TestFolder(Shop, Nowhere);
        await using var services = await RunningServices.StartAsync(folder);

        await RefusedAsync("/api/token", "{}", 400, "The body is not what is asked for, at $");
        await RefusedAsync("/api/token", """{"user":null,"password":null}""", 400, "at $.user");
        await RefusedAsync("/api/token", "null", 400, "is missing");
        await RefusedAsync("/api/token", "{\"user\":\"eve\",", 400, "The body is not what is asked for");
        await RefusedAsync("/api/token", "user=eve", 415, "application/json", "application/x-www-form-urlencoded");
        await RefusedAsync("/api/token", "{}", 415, "in UTF-8", "application/json; charset=utf-7");
        await RefusedAsync("/api/token", $$"""{"user":"{{new string('x', 70_000)}}","password":""}""", 413, "The body is longer than 65536 bytes.");
        await RefusedAsync("/api/deadletters/replay", """{"pipeline":"shop","ids":[null]}""", 400, "ids: '' is not the id of a dead letter");
        await RefusedAsync("/api/fills", """{"target":"shop","tables":[null]}""", 400, "has no table ''");
        await RefusedAsync("/api/fills", """{"target":"shop","rows":{"users":1,"USERS":2}}""", 400, "named twice");
        await RefusedAsync("/api/fills", """{"target":"shop","scale":1e300}""", 409, "more row indices than 64 bits count");
        await RefusedAsync("/api/fills", """{"target":"shop","scale":"much"}""", 400, "at $.scale");
        await RefusedAsync("/api/fills", """{"target":"shop","sclae":2}""", 400, "at $.sclae");
        await RefusedAsync("/api/deadletters?pipeline=shop&take=many", null, 400, "A parameter or the body is missing");
        await RefusedAsync("/api/nothing", null, 404, "There is nothing at this address.");
        await RefusedAsync("/api/topology", "{}", 405, "takes another method");

        async Task RefusedAsync(string path, string? body, int code, string detail, string type = "application/json")
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
            request.Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content?.Headers.TryAddWithoutValidation("Content-Type", type);
            var problem = await ProblemAsync(services, request, code);
            problem.TryGetProperty("detail", out var words).ShouldBeTrue($"{path} {body}");
            words.GetString()!.ShouldContain(detail);
        }
    }

    [Fact]
    public async Task A_target_that_is_away_is_503_with_its_own_words_and_of_what_nobody_foresaw_nothing_is_told()
    {
        using var folder = new TestFolder(Shop, Nowhere);
        await using var services = await RunningServices.StartAsync(folder, map: app =>
            app.MapPost("/api/boom", IResult () => throw new InvalidOperationException("Password=secret")).AllowAnonymous());

        using var letters = new HttpRequestMessage(HttpMethod.Get, "/api/deadletters?pipeline=AWAY");
        (await ProblemAsync(services, letters, 503)).GetProperty("detail").GetString()!.ShouldContain("127.0.0.1");
        using var boom = new HttpRequestMessage(HttpMethod.Post, "/api/boom");
        (await ProblemAsync(services, boom, 500)).GetRawText().ShouldNotContain("secret");
        await services.UntilLoggedAsync("Audit Information: POST /api/boom by nobody from 127.0.0.1: 500");
    }

    [Fact]
    public async Task The_document_says_who_may_call_and_what_an_error_is()
    {
        using var folder = new TestFolder(Shop, Nowhere);
        await using var services = await RunningServices.StartAsync(folder);

        var document = await services.GetAsync("/openapi/v1.json");

        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString().ShouldBe("bearer");
        var change = document.GetProperty("paths").GetProperty("/api/streams/{name}").GetProperty("patch");
        change.GetProperty("responses").GetProperty("default").GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue();
        change.GetProperty("security")[0].TryGetProperty("bearer", out _).ShouldBeTrue();
        document.GetProperty("paths").GetProperty("/api/token").GetProperty("post").TryGetProperty("security", out _).ShouldBeFalse();
    }

    private static async Task<JsonElement> ProblemAsync(RunningServices services, HttpRequestMessage request, int code)
    {
        using var answer = await services.Client.SendAsync(request, Cancelled);
        var body = await answer.Content.ReadAsStringAsync(Cancelled);
        ((int)answer.StatusCode).ShouldBe(code, $"{request.RequestUri} {body}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", body);
        return JsonDocument.Parse(body).RootElement;
    }
}
