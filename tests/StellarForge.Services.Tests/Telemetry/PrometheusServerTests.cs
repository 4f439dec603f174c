using System.Net.Http.Json;
using System.Text.Json;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Services.Tests.Telemetry;

public sealed class PrometheusServerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task A_server_with_our_files_scrapes_all_three_services_evaluates_every_rule_and_takes_every_query_of_the_dashboards()
    {
        using var folder = new TestFolder("");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), Settings.Json(folder.Path, """
            "Model": { "Rows": { "orders": 500, "users": 200, "products": 100, "customer_interactions": 500 } },
            "Streams": { "shop": { "Broker": "log", "Fill": "shop", "Tables": { "orders": null, "order_lines": null }, "Rate": 200 } },
            "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" }, "away": { "Stream": "shop", "Target": "nowhere" } }
            """, "\"nowhere\": \"postgres://nobody@127.0.0.1:1/none\""), Cancelled);
        await using var generator = await ServiceProcess.StartAsync("StellarForge.GeneratorService", new Dictionary<string, string>(), folder.Path);
        await using var writer = await ServiceProcess.StartAsync("StellarForge.WriterService", new Dictionary<string, string>(), folder.Path);
        var addresses = new Dictionary<string, string>
        {
            ["services__generator__http__0"] = $"{generator.Client.BaseAddress}",
            ["services__writer__http__0"] = $"{writer.Client.BaseAddress}",
        };
        await using var api = await ServiceProcess.StartAsync("StellarForge.Api", addresses, folder.Path);
        await api.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline.Tables.Sum(table => table.Written) > 0);
        var files = Path.Combine(Repository.Root, "deploy");
        var targets = await File.ReadAllTextAsync($"{files}/prometheus/targets/services.json", Cancelled);
        foreach (var (name, service) in new[] { ("generator", generator), ("writer", writer), ("api", api) })
        {
            targets.ShouldContain($"\"{name}:8080\"");
            targets = targets.Replace($"\"{name}:8080\"", $"\"{service.Client.BaseAddress!.Authority}\"", StringComparison.Ordinal);
            var metrics = Path.Combine(folder.Path, name);
            await File.WriteAllTextAsync(metrics, await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled), Cancelled);
            (await Tool.RunAsync("sh", "-c", $"promtool check metrics < '{metrics}'")).ShouldBe("");
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "services.json"), targets, Cancelled);
        var configuration = (await File.ReadAllTextAsync($"{files}/prometheus/prometheus.yml", Cancelled))
            .Replace("interval: 5s", "interval: 1s", StringComparison.Ordinal)
            .Replace("targets/*.json", Path.Combine(folder.Path, "services.json"), StringComparison.Ordinal);
        await using var server = await PrometheusServer.StartAsync(configuration, $"{files}/prometheus/rules.yml");
        using var client = new HttpClient { BaseAddress = server.Uri };

        // Waits for the state; the test's own limit ends it.
        while (await AlertAsync(client, "StellarForgeDependencyAway") is null)
            await Task.Delay(100, Cancelled);
        foreach (var query in (string[])["sum(up)==3", "sum(stellarforge_events_generated_total)>0", "sum(stellarforge_events_written_total)>0"])
        {
            while (await CountAsync(client, query) == 0)
                await Task.Delay(100, Cancelled);
        }

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

    private static async Task<int> CountAsync(HttpClient client, string query)
    {
        using var answer = await GetAsync(client, $"query?query={Uri.EscapeDataString(query)}");
        return answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength();
    }

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
