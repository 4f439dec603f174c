using StellarForge.AppHost.Commands;

namespace StellarForge.AppHost;

/// <summary>The system: where events go, where they come from, who looks on.</summary>
internal static class AppModel
{
    // Of the services in containers; deploy/prometheus/targets has it too.
    private const int Port = 8080;

    /// <summary>Composes the profile that the configuration asks for.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="AppModelException">It can't be composed.</exception>
    public static void Configure(IDistributedApplicationBuilder builder)
    {
        var profile = Profile.Of(builder.Configuration);
        var isPublished = builder.ExecutionContext.IsPublishMode;
        if (isPublished)
            AddCompose(builder, profile);

        var broker = Servers.Add(builder, profile.Broker, profile.Tools);
        var targets = profile.Targets.Select(name => Servers.Add(builder, name, profile.Tools)).ToList();
        var registry = profile.Tools ? Observers.AddRegistry(builder, broker) : null;
        var access = isPublished ? new AccessParameters(builder) : null;
        var connections = targets.Prepend(broker).ToList();

        var generator = AsService(builder.AddProject<Projects.StellarForge_GeneratorService>("generator", launchProfileName: null));
        var writer = AsService(builder.AddProject<Projects.StellarForge_WriterService>("writer", launchProfileName: null));
        var api = AsService(builder.AddProject<Projects.StellarForge_Api>("api", launchProfileName: null))
            .WithReference(generator).WithReference(writer).WithExternalHttpEndpoints()
            .WithEndpoint("http", endpoint => endpoint.Port = isPublished ? Port : null)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Live page")
            .WithApiCommands(profile);
        if (profile.Tools)
            Observers.AddPrometheusAndGrafana(builder, [generator, writer, api]);

        IResourceBuilder<ProjectResource> AsService(IResourceBuilder<ProjectResource> service)
        {
            service.WithHttpEndpoint(targetPort: isPublished ? Port : null).WithHttpHealthCheck("/readyz");
            foreach (var (key, value) in TopologySettings.Of(profile))
                service.WithEnvironment(key, value);
            foreach (var connection in connections)
                service.WithReference(connection).WaitFor(connection);
            if (registry is not null)
                service.WithEnvironment(TopologySettings.Registry, registry.GetEndpoint("http")).WaitFor(registry);
            access?.Give(service);
            return service;
        }
    }

    private static void AddCompose(IDistributedApplicationBuilder builder, Profile profile) => builder.AddDockerComposeEnvironment("compose")
        .WithDashboard(dashboard => dashboard.WithImage("mcr.microsoft.com/dotnet/aspire-dashboard", "13.2").WithHostPort(18888))
        .ConfigureComposeFile(file => ComposeFinish.Finish(file, profile))
        .ConfigureEnvFile(variables =>
        {
            // They stand in the file itself, as paths beside it.
            foreach (var mount in variables.Keys.Where(name => name.Contains("_BINDMOUNT_", StringComparison.Ordinal)).ToList())
                variables.Remove(mount);
        });
}
