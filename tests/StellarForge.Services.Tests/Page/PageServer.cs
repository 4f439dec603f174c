using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StellarForge.Api;
using StellarForge.GeneratorService;
using StellarForge.ServiceDefaults;
using StellarForge.Testing.Servers;
using StellarForge.WriterService;

namespace StellarForge.Services.Tests.Page;

/// <summary>The API with its page, over streams and pipelines that do what a test wants.</summary>
public sealed class PageServer : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["ConnectionStrings:log"] = "embedded:page-log",
        ["ConnectionStrings:shop"] = "sqlite:page.db",
        ["StellarForge:Model:Scale"] = "0.01",
        ["StellarForge:Streams:shop:Broker"] = "log",
        ["StellarForge:Streams:shop:Tables:orders"] = "1",
        ["StellarForge:Pipelines:shop:Stream"] = "shop",
        ["StellarForge:Pipelines:shop:Target"] = "shop",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private WebApplication? _app;

    /// <summary>Where it is; the same after it was stopped and started again.</summary>
    public string Url { get; } = $"http://127.0.0.1:{Availability.FreePort()}";

    /// <summary>Its streams.</summary>
    internal SimulatedStreams Streams { get; } = new();

    /// <summary>Its pipelines.</summary>
    internal SimulatedPipelines Pipelines { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Configuration["Urls"] = Url;
        builder.Services.AddSingleton<IStreamHosts>(Streams);
        builder.Services.AddSingleton<IPipelineHosts>(Pipelines);
        builder.AddApi();
        _app = builder.Build();
        _app.UseAccess();
        _app.MapApi();
        _app.MapGenerator();
        _app.MapWriter();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
