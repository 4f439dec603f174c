using Microsoft.Extensions.Diagnostics.HealthChecks;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Remote;

/// <summary>The endpoints of the generator and the writer, where those are other processes: requests are passed on.</summary>
internal static class RemoteEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Adds the clients of the other services.</summary>
    public static void AddRemote(this IServiceCollection services)
    {
        // Asked once a second for every page that is open: the framework's own log of each request would hide all else.
        services.AddHttpClient(nameof(RemoteService), client => client.Timeout = Patience).RemoveAllLoggers();
        foreach (var name in (string[])[RemoteService.Generator, RemoteService.Writer])
        {
            services.AddKeyedSingleton(name, (provider, _) => new RemoteService(
                name, provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHttpClientFactory>()));
        }

        // Whoever has no streams, or has them in this process, needs no generator; so for pipelines and the writer.
        services.AddOptions<HealthCheckServiceOptions>().Configure<Topology, IServiceProvider>((options, topology, provider) =>
        {
            if (topology.Streams.Count > 0 && provider.GetService<IStreamHosts>() is null)
                options.Registrations.Add(Check(RemoteService.Generator));
            if (topology.Pipelines.Count > 0 && provider.GetService<IPipelineHosts>() is null)
                options.Registrations.Add(Check(RemoteService.Writer));
        });
    }

    /// <summary>Maps <c>streams</c> and <c>pipelines</c>, unless this process has its own.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapRemote(this IEndpointRouteBuilder api)
    {
        if (api.ServiceProvider.GetService<IStreamHosts>() is null)
            Map<StreamStatus, StreamChange>(api, "Stream", RemoteService.Generator);
        if (api.ServiceProvider.GetService<IPipelineHosts>() is null)
            Map<PipelineStatus, PipelineChange>(api, "Pipeline", RemoteService.Writer);
    }

    private static HealthCheckRegistration Check(string name) =>
        new(name, provider => new RemoteCheck(provider.GetRequiredKeyedService<RemoteService>(name)), HealthStatus.Unhealthy, []);

    // Described as the service itself describes them.
    private static void Map<TStatus, TChange>(IEndpointRouteBuilder api, string kind, string name)
        where TChange : notnull
    {
        var service = api.ServiceProvider.GetRequiredKeyedService<RemoteService>(name);
        var group = api.MapGroup($"/{kind.ToLowerInvariant()}s").WithTags($"{kind}s");
        group.MapGet("/", (Delegate)service.ForwardAsync).WithName($"get{kind}s").WithSummary($"{kind}s, and how they are")
            .Produces<IReadOnlyList<TStatus>>();
        group.MapGet("/{name}", (string name, HttpContext context) => service.ForwardAsync(context)).WithName($"get{kind}")
            .WithSummary($"How a {kind.ToLowerInvariant()} is").Produces<TStatus>();
        group.MapPatch("/{name}", (string name, HttpContext context) => service.ForwardAsync(context)).WithName($"change{kind}")
            .WithSummary($"Changes a {kind.ToLowerInvariant()} while it runs").Accepts<TChange>("application/json").Produces<TStatus>();
    }
}
