using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Services.Tests.Telemetry;

public sealed class PrometheusServerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task A_server_with_our_files_scrapes_a_service_evaluates_every_rule_and_takes_every_query_of_the_dashboards()
    {
        await using var host = await TestHost.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddPing("shop", (_, _) => throw new TargetException("It is away.")));
        var files = Path.Combine(Repository.Root, "deploy");
        using var folder = new TestFolder("");
        var targets = await File.ReadAllTextAsync($"{files}/prometheus/targets/services.json", Cancelled);
        const string Containers = "\"generator:8080\", \"writer:8080\", \"api:8080\"";
        targets.ShouldContain(Containers);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "services.json"),
            targets.Replace(Containers, $"\"{host.Client.BaseAddress!.Authority}\"", StringComparison.Ordinal), Cancelled);
        var configuration = (await File.ReadAllTextAsync($"{files}/prometheus/prometheus.yml", Cancelled))
            .Replace("interval: 5s", "interval: 1s", StringComparison.Ordinal)
            .Replace("targets/*.json", Path.Combine(folder.Path, "services.json"), StringComparison.Ordinal);
        await using var server = await PrometheusServer.StartAsync(configuration, $"{files}/prometheus/rules.yml");
        using var client = new HttpClient { BaseAddress = server.Uri };

        // Waits for the state; the test's own limit ends it.
        while (await AlertAsync(client, "StellarForgeDependencyAway") is null)
            await Task.Delay(100, Cancelled);

        using var scraped = await GetAsync(client, "query?query=up");
        scraped.RootElement.GetProperty("data").GetProperty("result")[0].GetProperty("value")[1].GetString().ShouldBe("1");
        using var rules = await GetAsync(client, "rules");
        var all = rules.RootElement.GetProperty("data").GetProperty("groups")[0].GetProperty("rules").EnumerateArray().ToList();
        all.Count.ShouldBe(8);
        all.ShouldAllBe(rule => rule.GetProperty("health").GetString() == "ok");
        foreach (var expression in Dashboards.All.SelectMany(Dashboards.Queries).Select(query => query.Expression))
        {
            var query = Uri.EscapeDataString(expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal));
            using var answer = await GetAsync(client, $"query?query={query}");
            answer.RootElement.GetProperty("status").GetString().ShouldBe("success", expression);
        }
    }

    private static async Task<JsonDocument> GetAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonDocument>(new Uri($"/api/v1/{path}", UriKind.Relative), Cancelled))!;

    // Pending at first, as it has to hold for a minute.
    private static async Task<string?> AlertAsync(HttpClient client, string name)
    {
        using var alerts = await GetAsync(client, "alerts");
        return alerts.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
            .FirstOrDefault(alert => alert.GetProperty("labels").GetProperty("alertname").GetString() == name) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("state").GetString()
            : null;
    }
}
