using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using StellarForge.ServiceDefaults;

namespace StellarForge.Services.Tests.Telemetry;

/// <summary>A service that has nothing but the defaults, on a port of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app) => App = app;

    public WebApplication App { get; }

    public HttpClient Client { get; private init; } = null!;

    /// <summary>Starts it; it logs nothing, unless configuration says so.</summary>
    /// <param name="settings">Its configuration.</param>
    /// <param name="configure">What else it has.</param>
    /// <param name="map">Its own endpoints.</param>
    public static async Task<TestHost> StartAsync(
        Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration
            .AddInMemoryCollection([new("Logging:LogLevel:Default", "None"), new($"Logging:LogLevel:{AuditLog.Category}", "None")])
            .AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app) { Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) } };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
