using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Telemetry;

namespace StellarForge.Services.Tests.Health;

public sealed class HealthTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_ready_while_its_dependencies_answer_and_says_which_does_not()
    {
        var isAway = false;
        await using var host = await TestHost.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddPing("log", (_, _) => Task.CompletedTask)
            .AddPing("shop", (_, _) => Volatile.Read(ref isAway) ? throw new TargetException("sqlite:shop.db can't be opened.") : Task.CompletedTask));
        (await GetAsync(host, "/readyz")).ShouldBe((HttpStatusCode.OK, "ready", ""));

        Volatile.Write(ref isAway, true);
        (HttpStatusCode Code, string Status, string Text) answer;
        do
            answer = await GetAsync(host, "/readyz");
        while (answer.Code == HttpStatusCode.OK);
        answer.ShouldBe((HttpStatusCode.ServiceUnavailable, "missing", "shop: sqlite:shop.db can't be opened."));
        (await GetAsync(host, "/healthz")).Code.ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled)).ShouldContain(
            "stellarforge_dependency_up{stellarforge_dependency=\"log\"} 1\nstellarforge_dependency_up{stellarforge_dependency=\"shop\"} 0\n");

        Volatile.Write(ref isAway, false);
        while ((await GetAsync(host, "/readyz")).Code != HttpStatusCode.OK)
            await Task.Yield();
    }

    [Fact]
    public async Task Of_an_error_that_nobody_foresaw_only_the_type_is_told()
    {
        await using var host = await TestHost.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddPing("shop", (_, _) => throw new InvalidOperationException("Password=secret")));

        (await GetAsync(host, "/readyz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "missing", "shop: The check failed: InvalidOperationException."));
    }

    [Fact]
    public async Task Whoever_asks_while_a_dependency_is_asked_gets_the_same_answer()
    {
        var asked = 0;
        var answer = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(configure: builder => builder.Services.AddHealthChecks().AddPing("slow", (_, _) =>
        {
            Interlocked.Increment(ref asked);
            return answer.Task;
        }));

        // Beside the service itself, which asks from its start.
        var asking = Enumerable.Range(0, 20).Select(_ => GetAsync(host, "/readyz")).ToList();
        while (Volatile.Read(ref asked) == 0)
            await Task.Yield();
        answer.SetResult();
        (await Task.WhenAll(asking)).ShouldAllBe(response => response.Code == HttpStatusCode.OK);
        asked.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task A_dependency_that_never_answers_is_missing()
    {
        await using var host = await TestHost.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddPing("deaf", (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None)));

        (await GetAsync(host, "/readyz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "missing", "deaf: There was no answer within 5 s."));
    }

    [Fact]
    public async Task A_dependency_that_hangs_is_not_asked_again_meanwhile()
    {
        var (asked, answer) = (0, new TaskCompletionSource());
        await using var host = await TestHost.StartAsync(configure: builder => builder.Services.AddHealthChecks().AddPing("deaf", (_, _) =>
        {
            Interlocked.Increment(ref asked);
            return answer.Task;
        }));
        var registration = host.App.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single();
        for (var round = 0; round < 3; round++)
        {
            using var enough = new CancellationTokenSource();
            var asking = registration.Factory(host.App.Services).CheckHealthAsync(new HealthCheckContext { Registration = registration }, enough.Token);
            while (Volatile.Read(ref asked) == 0)
                await Task.Yield();
            await enough.CancelAsync();
            (await asking).Status.ShouldBe(HealthStatus.Unhealthy);
        }

        asked.ShouldBe(1);
        answer.SetResult();
    }

    [Fact]
    public async Task The_connections_of_the_topology_are_dependencies_each_asked_once()
    {
        // A file where the log's folder is to be.
        var file = Path.GetTempFileName();
        await using var host = await TestHost.StartAsync(
            new() { ["ConnectionStrings:log"] = $"embedded:{file}", ["ConnectionStrings:shop"] = "sqlite:shop.db" },
            builder =>
            {
                builder.AddTopology();
                builder.Services.AddHealthChecks().AddConnections(topology => topology.Connections).AddConnections(topology => topology.Connections);
            });

        var answer = await GetAsync(host, "/readyz");
        answer.Code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldBe($"log: {file} is a file: an embedded log is a folder. Name another.");
        using var build = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/build", UriKind.Relative), Cancelled));
        build.RootElement.GetProperty("model").GetString().ShouldBe(StellarForge.Retail.ForgeModel.Instance.Name);

        File.Delete(file);
        while ((await GetAsync(host, "/readyz")).Code != HttpStatusCode.OK)
            await Task.Yield();
    }

    [Fact]
    public async Task The_build_is_told()
    {
        await using var host = await TestHost.StartAsync(new() { ["OTEL_SERVICE_NAME"] = "till" });

        using var build = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/build", UriKind.Relative), Cancelled));

        build.RootElement.GetProperty("service").GetString().ShouldBe("till");
        build.RootElement.GetProperty("version").GetString()!.ShouldMatch(@"^\d+\.\d+\.\d+");
        build.RootElement.GetProperty("runtime").GetString().ShouldBe(System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
    }

    private static async Task<(HttpStatusCode Code, string Status, string Text)> GetAsync(TestHost host, string path)
    {
        using var response = await host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled));
        var root = json.RootElement;
        var missing = root.TryGetProperty("checks", out var checks)
            ? checks.EnumerateArray().Where(check => check.GetProperty("status").GetString() == "unhealthy")
                .Select(check => $"{check.GetProperty("name")}: {check.GetProperty("description")}")
            : [];
        return (response.StatusCode, root.GetProperty("status").GetString()!, string.Join('\n', missing));
    }
}
