using System.Text.Json;
using StellarForge.Api;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Telemetry;

namespace StellarForge.Services.Tests.Api;

/// <summary>What the API says of services that are not there.</summary>
public sealed class RemoteShapeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_and_pipelines_of_services_that_are_away_have_their_own_names_and_the_document_has_their_endpoints()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                ["ConnectionStrings:log"] = "embedded:nowhere/log",
                ["ConnectionStrings:shop"] = "sqlite:nowhere/shop.db",
                ["StellarForge:Streams:shop:Broker"] = "log",
                ["StellarForge:Streams:shop:Pattern"] = "flash-sale",
                ["StellarForge:Pipelines:shop:Stream"] = "shop",
                ["StellarForge:Pipelines:shop:Target"] = "shop",
            },
            builder => builder.AddApi(),
            app =>
            {
                app.UseAccess();
                app.MapApi();
            });

        var status = await FirstEventAsync(host.Client);
        status.GetProperty("streams")[0].GetProperty("pattern").GetString().ShouldBe("flash-sale");
        status.GetProperty("pipelines")[0].GetProperty("target").GetString().ShouldBe("sqlite:nowhere/shop.db");

        using var document = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancelled));
        foreach (var path in (string[])["/api/streams", "/api/pipelines"])
        {
            document.RootElement.GetProperty("paths").GetProperty(path).TryGetProperty("get", out _).ShouldBeTrue();
            document.RootElement.GetProperty("paths").GetProperty($"{path}/{{name}}").GetProperty("patch").TryGetProperty("requestBody", out _).ShouldBeTrue();
            document.RootElement.GetProperty("paths").GetProperty($"{path}/{{name}}").TryGetProperty("get", out _).ShouldBeTrue();
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
