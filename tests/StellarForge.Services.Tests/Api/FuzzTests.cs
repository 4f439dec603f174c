using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests.Api;

/// <summary>Requests that the OpenAPI document allows, nearly allows, and forbids; the same ones each time.</summary>
public sealed partial class FuzzTests
{
    private const int Rounds = 30;

    // The stream is paused, and nothing below lets it go on: any rate may be asked of it. What is to be filled is away, so that no fill takes its time.
    private const string Shop = """
        "Access": { "RequestsPerMinute": 1000000, "SignInsPerMinute": 1000000 },
        "Streams": { "till": { "Broker": "log", "Tables": { "users": 1 }, "Paused": true } },
        "Pipelines": { "till": { "Stream": "till", "Target": "shop" } }
        """;

    private const string Nowhere = """
        "nowhere": "postgres://nobody@127.0.0.1:1/none?retries=0"
        """;

    private static readonly string[] Words =
    [
        "till", "users", "orders", "1", "users/0/1", "flat", "diurnal", "", " ", "TILL", "..", "%00", "a/b/c", "é", "日本語", "🤖", "\u202e", "' OR 1=1 --", "\0",
        "users/0/9223372036854775807", "users/2147483647/0", "users/-1/-1", new('x', 3_000),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "1.5", "1e308", "-1e308", "1e-320", "1e999", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "\"\"", "\"till\"", "\"users\"", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[null]", "[[]]", "[\"users\",\"users\"]", "{}", "{\"users\":1}",
        "{\"users\":9223372036854775807}", "{\"\":0}", "{\"late\":2}", "{\"bad\":0.1}", "{\"x\":{\"x\":{}}}",
    ];

    private static readonly string[] Bodies =
    [
        "", "null", "[]", "{", "}", "\"text\"", "0", "{\"a\":", "{\"a\":1,}", "\ufeff{}", "{}{}", "\0", "<xml/>", "{\"\\ud800\":1}",
        $"{new string('[', 5_000)}{new string(']', 5_000)}", $"{{\"a\":{string.Concat(Enumerable.Repeat("{\"a\":", 200))}1{new string('}', 201)}",
        $"\"{new string('x', 70_000)}\"",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json", "application/json", "application/json; charset=utf-8", "application/json; charset=utf-7",
        "application/problem+json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_is_answered_by_a_500_or_by_an_error_that_is_no_problem_in_words()
    {
        using var folder = new TestFolder(Shop, Nowhere);
        await using var services = await RunningServices.StartAsync(folder);
        var document = await services.GetAsync("/openapi/v1.json");
        var random = new Random(20261122);
        var (statuses, wrong) = (new List<HttpStatusCode>(), new List<string>());

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                for (var round = 0; round < Rounds; round++)
                {
                    using var request = Make(random, document, path.Name, operation);

                    // A connection whose last body was refused unread may be closed just as the next request goes out on it.
                    request.Headers.ConnectionClose = true;
                    var (status, problem) = await SendAsync(services.Client, request);
                    statuses.Add(status);
                    if (problem is not null)
                        wrong.Add($"{request.Method} {request.RequestUri} {await BodyAsync(request)}: {problem}");
                }
            }
        }

        wrong.ShouldBeEmpty();
        statuses.Count.ShouldBeGreaterThan(400);
        statuses.Distinct().Intersect([.. new[] { 200, 202, 400, 404, 415 }.Select(code => (HttpStatusCode)code)]).Count().ShouldBe(5);
        await services.UntilAsync("/api/streams", streams => streams.EnumerateArray().Any(stream =>
            stream.GetProperty("name").GetString() == "till" && stream.GetProperty("state").GetString() == "paused"));
        services.Logs.ShouldNotContain(line => line.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> BodyAsync(HttpRequestMessage request) =>
        Encoding.UTF8.GetString(request.Content is { } body ? await body.ReadAsByteArrayAsync(Cancelled) : []);

    private static async Task<(HttpStatusCode Status, string? Wrong)> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        // Server-sent events have no end.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        if (answer.IsSuccessStatusCode)
            return (answer.StatusCode, null);
        var body = await answer.Content.ReadAsStringAsync(Cancelled);
        return (answer.StatusCode, (int)answer.StatusCode >= 500 ? $"{answer.StatusCode} {body}"
            : answer.Content.Headers.ContentType?.MediaType != "application/problem+json" ? $"no problem details: {answer.StatusCode} {body}"
            : Internals().IsMatch(body) ? $"internals: {body}"
            : null);
    }

    private static HttpRequestMessage Make(Random random, JsonElement document, string path, JsonProperty operation)
    {
        var query = new List<string>();
        foreach (var parameter in operation.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
        {
            var (name, isInPath) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString() == "path");
            var isNumber = !isInPath && random.Next(2) == 0;

            // The server itself refuses a path with a NUL.
            var value = isNumber ? Pick(random, Values) : random.Next(3) == 0 ? Pick(random, Words) : Words[0];
            if (isInPath)
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value is "" or "\0" ? "x" : value), StringComparison.Ordinal);
            else if (random.Next(4) > 0)
                query.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        var address = new Uri($"{path}{(query.Count > 0 ? $"?{string.Join('&', query)}" : "")}", UriKind.Relative);
        var request = new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), address);
        if (operation.Value.TryGetProperty("requestBody", out var body))
        {
            var schema = Resolve(document, body.GetProperty("content").GetProperty("application/json").GetProperty("schema"));
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(random.Next(4) == 0 ? Pick(random, Bodies) : Body(random, schema)));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, ContentTypes));
        }

        return request;
    }

    private static string Body(Random random, JsonElement schema) => $"{{{string.Join(',', schema.GetProperty("properties").EnumerateObject()
        .Where(_ => random.Next(3) > 0)
        .Select(property => $"\"{property.Name}\":{(property.Name switch
        {
            // So that some requests are right but for one value.
            "pipeline" when random.Next(3) > 0 => "\"till\"",
            "target" when random.Next(3) > 0 => "\"nowhere\"",
            "scale" when random.Next(2) == 0 => "1e-6",
            _ => Pick(random, Values),
        })}"))}}}";

    private static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out var reference))
            return schema;
        foreach (var part in reference.GetString()!.Split('/').Skip(1))
            document = document.GetProperty(part);
        return document;
    }

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];

    // As "   at StellarForge.Api.Fills.Start(...) in Start.cs:line 5", "System.Nullable`1[System.Double]", "NullReferenceException".
    [GeneratedRegex(@"   at |\.cs:line|System\.|Microsoft\.|StellarForge\.[A-Z]|[A-Za-z]+Exception\b|`\d")]
    private static partial Regex Internals();
}
