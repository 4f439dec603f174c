using System.Collections.Frozen;
using System.Text.Json;

namespace StellarForge.AppHost;

/// <summary>What stands beside the services: the schema registry, Prometheus and Grafana with what deploy/ has for them.</summary>
internal static class Observers
{
    private const int GrafanaPort = 3000;
    private const string PrometheusFolder = "/etc/prometheus";

    /// <summary>Where the files of deploy/ stand in containers, by the place there; the files' paths are as seen from a folder of deploy/.</summary>
    public static readonly FrozenDictionary<string, string> Mounts = new Dictionary<string, string>
    {
        [$"{PrometheusFolder}/prometheus.yml"] = "../prometheus/prometheus.yml",
        [$"{PrometheusFolder}/rules.yml"] = "../prometheus/rules.yml",
        [$"{PrometheusFolder}/targets"] = "../prometheus/targets",
        ["/var/lib/grafana/dashboards"] = "../grafana",
        ["/etc/grafana/provisioning"] = "../grafana/provisioning",
    }.ToFrozenDictionary();

    /// <summary>Adds a schema registry that keeps its schemas in Kafka.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="broker">The broker.</param>
    /// <returns>The registry, or <see langword="null"/> where the broker is none that it can keep them in.</returns>
    public static IResourceBuilder<ContainerResource>? AddRegistry(
        IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithConnectionString> broker)
    {
        if (broker.Resource is not KafkaServerResource kafka)
            return null;
        return builder.AddContainer("registry", "docker.io/confluentinc/cp-schema-registry", "8.1.1")
            .WithHttpEndpoint(targetPort: 8081)
            .WithHttpHealthCheck("/subjects")
            .WithEnvironment("SCHEMA_REGISTRY_HOST_NAME", "registry")
            .WithEnvironment("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", kafka.InternalEndpoint.Property(EndpointProperty.HostAndPort))
            .WithLifetime(ContainerLifetime.Persistent)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Schemas")
            .WaitFor(broker);
    }

    /// <summary>Adds Prometheus with the repository's rules, and Grafana with its dashboards.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="services">What is scraped.</param>
    public static void AddPrometheusAndGrafana(IDistributedApplicationBuilder builder, IReadOnlyList<IResourceBuilder<ProjectResource>> services)
    {
        var prometheus = builder.AddContainer("prometheus", "docker.io/prom/prometheus", "v3.7.3")
            .WithDeployed($"{PrometheusFolder}/prometheus.yml").WithDeployed($"{PrometheusFolder}/rules.yml")
            .WithVolume("stellarforge-prometheus", "/prometheus")
            .WithHttpEndpoint(targetPort: 9090)
            .WithHttpHealthCheck("/-/ready")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Prometheus");

        var grafana = builder.AddContainer("grafana", "docker.io/grafana/grafana", "12.3.0")
            .WithDeployed("/var/lib/grafana/dashboards").WithDeployed("/etc/grafana/provisioning")
            .WithVolume("stellarforge-grafana", "/var/lib/grafana")
            .WithEnvironment("PROMETHEUS_URL", prometheus.GetEndpoint("http"))
            .WithHttpEndpoint(port: builder.ExecutionContext.IsPublishMode ? GrafanaPort : null, targetPort: GrafanaPort)
            .WithHttpHealthCheck("/api/health")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Dashboards (Grafana)")
            .WaitFor(prometheus);
        if (builder.ExecutionContext.IsPublishMode)
        {
            prometheus.WithDeployed($"{PrometheusFolder}/targets");
            grafana.WithEnvironment("GF_SECURITY_ADMIN_PASSWORD", builder.AddParameter("grafana-password", secret: true)).WithExternalHttpEndpoints();
            return;
        }

        // Here the services are processes of this machine, at ports that are known when they run.
        prometheus.WithContainerFiles(PrometheusFolder, async (_, cancellationToken) =>
        {
            var context = new ValueProviderContext { Caller = prometheus.Resource };
            var addresses = new List<string?>();
            foreach (var service in services)
                addresses.Add(await service.GetEndpoint("http").Property(EndpointProperty.HostAndPort).GetValueAsync(context, cancellationToken));
            var targets = JsonSerializer.Serialize(new[] { new { targets = addresses } });
            return [new ContainerDirectory { Name = "targets", Entries = [new ContainerFile { Name = "services.json", Contents = targets }] }];
        });
        grafana.WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "true").WithEnvironment("GF_AUTH_ANONYMOUS_ORG_ROLE", "Admin");
    }

    private static IResourceBuilder<ContainerResource> WithDeployed(this IResourceBuilder<ContainerResource> container, string place) =>
        container.WithBindMount(Path.Combine("../deploy/compose", Mounts[place]), place, isReadOnly: true);
}
