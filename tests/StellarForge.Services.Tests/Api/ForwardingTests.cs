using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using StellarForge.Api;
using StellarForge.GeneratorService;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Services.Tests.Telemetry;
using StellarForge.WriterService;

namespace StellarForge.Services.Tests.Api;

/// <summary>The API over a generator and a writer that are services of their own.</summary>
public sealed class ForwardingTests : IDisposable
{
    private const string Password = "olga changes things";

    private readonly TestFolder _folder = new("\"Pipelines\": {}");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task The_callers_token_goes_to_the_generator_and_the_writer_and_what_they_answer_comes_back()
    {
        await using var generator = await GeneratorAsync();
        await using var writer = await WriterAsync();
        await using var api = await ApiAsync(generator.App.Urls.Single(), writer.App.Urls.Single());
        await AnswersAsync(generator.Client, HttpMethod.Get, "/api/streams", null, HttpStatusCode.Unauthorized, "Sign in");
        await AnswersAsync(api.Client, HttpMethod.Get, "/api/streams", null, HttpStatusCode.Unauthorized, "Sign in");

        await SignInAsync(api.Client, "eve");
        (await api.Client.GetFromJsonAsync<List<StreamStatus>>("/api/streams", Cancelled))!.ShouldHaveSingleItem().Name.ShouldBe("shop");
        await AnswersAsync(api.Client, HttpMethod.Patch, "/api/streams/shop", new { rate = 900 }, HttpStatusCode.Forbidden, "takes an operator");

        await SignInAsync(api.Client, "olga");
        await UntilAsync<PipelineStatus>(api.Client, "/api/pipelines", pipeline => pipeline is { Name: "shop", Events: > 10 });
        await AnswersAsync(api.Client, HttpMethod.Patch, "/api/streams/shop", new { rate = 900 }, HttpStatusCode.OK, "900");
        await UntilAsync<StreamStatus>(api.Client, "/api/streams", stream => stream.Rate is > 899 and < 901);
        await AnswersAsync(api.Client, HttpMethod.Patch, "/api/pipelines/shop", new { paused = true }, HttpStatusCode.OK, "shop");
        await UntilAsync<PipelineStatus>(api.Client, "/api/pipelines", pipeline => pipeline.State == HostState.Paused);

        await AnswersAsync(api.Client, HttpMethod.Patch, "/api/streams/shop", new { rate = -1 }, HttpStatusCode.BadRequest, "rate is -1.");
        await AnswersAsync(api.Client, HttpMethod.Patch, "/api/streams/a%20b", new { rate = 1 }, HttpStatusCode.NotFound, "There is no stream 'a b'.");
        await AnswersAsync(api.Client, HttpMethod.Patch, "/api/pipelines/shp", new { paused = true }, HttpStatusCode.NotFound, "There is no pipeline 'shp'.");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_service_that_is_away_is_one_error_in_words_and_the_API_is_ready_again_when_it_is_back()
    {
        await using var generator = await GeneratorAsync();
        var gone = await WriterAsync();
        var address = gone.App.Urls.Single();
        await using var api = await ApiAsync(generator.App.Urls.Single(), address);
        await SignInAsync(api.Client, "olga");
        await UntilReadyAsync(api.Client, HttpStatusCode.OK, "\"ready\"");

        await gone.DisposeAsync();
        await AnswersAsync(api.Client, HttpMethod.Get, "/api/pipelines", null, HttpStatusCode.ServiceUnavailable, "The writer does not answer. Is it running?");
        await AnswersAsync(
            api.Client, HttpMethod.Patch, "/api/pipelines/shop", new { paused = true }, HttpStatusCode.ServiceUnavailable,
            "The writer does not answer. Is it running?");
        var missing = await UntilReadyAsync(api.Client, HttpStatusCode.ServiceUnavailable, "The writer does not answer. Is it running?");
        missing.GetProperty("missing").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("writer");
        (await FirstEventAsync(api.Client)).GetProperty("pipelines")[0].GetProperty("error").GetString().ShouldBe("The writer does not answer. Is it running?");

        await using var back = await WriterAsync(address);
        await UntilReadyAsync(api.Client, HttpStatusCode.OK, "\"ready\"");
        await AnswersAsync(api.Client, HttpMethod.Get, "/api/pipelines", null, HttpStatusCode.OK, "shop");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_API_that_was_not_told_where_the_others_are_says_how_to_tell_it()
    {
        await using var api = await ApiAsync(generator: null, writer: null);
        await SignInAsync(api.Client, "olga");

        await AnswersAsync(
            api.Client, HttpMethod.Get, "/api/streams", null, HttpStatusCode.ServiceUnavailable,
            "The API does not know where the generator is. Set services__generator__http__0 to its URL.");
        await UntilReadyAsync(api.Client, HttpStatusCode.ServiceUnavailable, "Set services__writer__http__0 to its URL.");
    }

    private Task<TestHost> GeneratorAsync() => StartAsync(builder => builder.AddGenerator(), app => app.MapGenerator());

    private Task<TestHost> WriterAsync(string? url = null) => StartAsync(
        builder =>
        {
            builder.AddWriter();
            if (url is not null)
                builder.WebHost.UseUrls(url);
        },
        app => app.MapWriter());

    private Task<TestHost> ApiAsync(string? generator, string? writer) =>
        StartAsync(builder => builder.AddApi(), app => app.MapApi(), ("services:generator:http:0", generator), ("services:writer:http:0", writer));

    private Task<TestHost> StartAsync(
        Action<WebApplicationBuilder> add, Action<WebApplication> map, params IEnumerable<(string Key, string? Value)> settings)
    {
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:log"] = $"embedded:{_folder.Path}/log",
            ["ConnectionStrings:shop"] = $"sqlite:{_folder.Database}",
            ["StellarForge:Model:Rows:users"] = "100",
            ["StellarForge:Streams:shop:Broker"] = "log",
            ["StellarForge:Streams:shop:Tables:customer_interactions"] = "",
            ["StellarForge:Streams:shop:Rate"] = "200",
            ["StellarForge:Pipelines:shop:Stream"] = "shop",
            ["StellarForge:Pipelines:shop:Target"] = "shop",
            ["StellarForge:Access:Key"] = "a key of the tests that has more than 32 bytes",
            ["StellarForge:Access:Users:eve:PasswordHash"] = Passwords.Hash(Password),
            ["StellarForge:Access:Users:olga:PasswordHash"] = Passwords.Hash(Password),
            ["StellarForge:Access:Users:olga:Role"] = "operator",
        };
        foreach (var (key, value) in settings)
            configuration[key] = value;
        return TestHost.StartAsync(configuration, add, app =>
        {
            app.UseAccess();
            map(app);
        });
    }

    private static async Task SignInAsync(HttpClient client, string user)
    {
        var answer = await client.PostAsJsonAsync("/api/token", new { user, password = Password }, Cancelled);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("token").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task AnswersAsync(HttpClient client, HttpMethod method, string path, object? body, HttpStatusCode code, string text)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Cancelled);
        var content = await answer.Content.ReadAsStringAsync(Cancelled);
        answer.StatusCode.ShouldBe(code, content);
        if (code != HttpStatusCode.OK)
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            content = JsonDocument.Parse(content).RootElement.GetProperty("detail").GetString()!;
        }

        content.ShouldContain(text);
    }

    private static async Task UntilAsync<T>(HttpClient client, string path, Func<T, bool> condition)
    {
        while (!(await client.GetFromJsonAsync<List<T>>(path, Cancelled))!.Exists(item => condition(item)))
            await Task.Delay(50, Cancelled);
    }

    private static async Task<JsonElement> UntilReadyAsync(HttpClient client, HttpStatusCode code, string text)
    {
        while (true)
        {
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), Cancelled);
            var content = await answer.Content.ReadAsStringAsync(Cancelled);
            if (answer.StatusCode == code && content.Contains(text, StringComparison.Ordinal))
                return JsonDocument.Parse(content).RootElement;
            await Task.Delay(50, Cancelled);
        }
    }

    private static async Task<JsonElement> FirstEventAsync(HttpClient client)
    {
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri("/api/events", UriKind.Relative), Cancelled));
        while (true)
        {
            if ((await reader.ReadLineAsync(Cancelled))!.Split("data: ") is [_, var data])
                return JsonDocument.Parse(data).RootElement;
        }
    }
}
