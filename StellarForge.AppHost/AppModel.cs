using StellarForge.AppHost.Commands;

namespace StellarForge.AppHost;

/// <summary>The system: where events go, where they come from, who looks on.</summary>
internal static class AppModel
{
    /// <summary>The port of the services in containers; deploy/prometheus/targets has it too.</summary>
    public const int Port = 8080;

    /// <summary>Composes the profile that the configuration asks for.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="AppModelException">It can't be composed.</exception>
    public static void Configure(IDistributedApplicationBuilder builder)
    {
        var profile = Profile.Of(builder.Configuration);
        var isPublished = builder.ExecutionContext.IsPublishMode;
        var deployment = isPublished ? Deployment.Of(builder.Configuration) : null;
        profile = deployment?.Fit(profile, builder.Configuration) ?? profile;

        var broker = Servers.Add(builder, profile.Broker, profile);
        var targets = profile.Targets.Select(name => Servers.Add(builder, name, profile)).ToList();
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
        deployment?.Apply(builder, profile);

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
}
