using Azure.Provisioning.AppContainers;

namespace StellarForge.AppHost.Azure;

/// <summary>Azure Container Apps.</summary>
internal static class ContainerApps
{
    // Where the ingress of an environment sends requests from: addresses that Container Apps keeps for itself.
    private const string Ingress = "100.100.0.0/16";

    /// <summary>Has an application published as bicep for Container Apps.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="profile">What it composes.</param>
    public static void Apply(IDistributedApplicationBuilder builder, Profile profile)
    {
        builder.AddAzureContainerAppEnvironment("apps");
        foreach (var scale in AppScale.Rows)
        {
            switch (builder.Resources.FirstOrDefault(resource => resource.Name == scale.Name))
            {
                case ProjectResource service:
                    builder.CreateResourceBuilder(service)
                        .WithEnvironment("StellarForge__Access__Proxies__0", Ingress)
                        .PublishAsAzureContainerApp((infrastructure, app) =>
                        {
                            scale.Apply(app);
                            // They ask every ten seconds. Whoever fills with half a core answers late, and is killed after a minute without an answer.
                            var probes = app.Template.Containers[0].Value!.Probes;
                            probes.Add(Probe(ContainerAppProbeType.Liveness, "/healthz", failures: 6));
                            probes.Add(Probe(ContainerAppProbeType.Readiness, "/readyz", failures: 3));
                            ScaleRules.Add(scale.By, builder, profile, infrastructure, app);
                        });
                    if (scale.By == ScaledBy.KafkaLag && ManagedServers.EventHubs(builder) is { } hubs)
                        builder.CreateResourceBuilder(service).WithEnvironment(ScaleRules.PasswordVariable, hubs.Password);
                    break;
                case ContainerResource server:
                    // The file shares that volumes become have no owners and no locks, which databases and Kafka want.
                    foreach (var mount in server.Annotations.OfType<ContainerMountAnnotation>().ToList())
                        server.Annotations.Remove(mount);
                    builder.CreateResourceBuilder(server).PublishAsAzureContainerApp((_, app) => scale.Apply(app));
                    break;
            }
        }
    }

    // Of itself a probe gives up after a second, and /readyz may wait 5 s for a dependency. For the start Container Apps has a probe of its own.
    private static ContainerAppProbe Probe(ContainerAppProbeType type, string path, int failures) => new()
    {
        ProbeType = type,
        TimeoutSeconds = 10,
        FailureThreshold = failures,
        HttpGet = new ContainerAppHttpRequestInfo { Path = path, Port = AppModel.Port, Scheme = ContainerAppHttpScheme.Http },
    };
}
