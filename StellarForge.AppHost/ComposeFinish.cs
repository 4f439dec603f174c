using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ServiceNodes;

namespace StellarForge.AppHost;

/// <summary>
/// Adds to the Compose file what Aspire leaves out of it. Each service has a health check, and starts when those that it depends on are healthy; images
/// have default names; <c>docker compose up</c> fails with a sentence where a variable is not set.
/// </summary>
internal static partial class ComposeFinish
{
    private const string FilesVolume = "stellarforge-data";

    // The images of the services have no curl.
    private const string Readiness =
        "bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080; printf \"GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n\" >&3; grep -q \" 200 \" <&3'";

    // How long a service may take to end before Docker kills it. Ours take up to 12 s; without this it would be 10.
    private const string StopGracePeriod = "30s";

    // Commands that run in the containers. Those that ask Kafka or RabbitMQ more than whether the port is open start a virtual machine each time.
    // SQL Server's image has no setting for a database of one's own, so asking for its health makes sure of it.
    private static readonly FrozenDictionary<string, string> Checks = new Dictionary<string, string>
    {
        ["kafka"] = "bash -c '</dev/tcp/127.0.0.1/9092'",
        ["rabbitmq"] = "bash -c '</dev/tcp/127.0.0.1/5672'",
        ["redis"] = "redis-cli -a \"$$REDIS_PASSWORD\" ping | grep -q PONG",
        ["postgres"] = $"pg_isready -h 127.0.0.1 -U postgres -d {Servers.Database}",
        ["mysql"] = $"mysqladmin ping -h 127.0.0.1 -uroot -p\"$$MYSQL_ROOT_PASSWORD\" --silent",
        ["sqlserver"] = "/opt/mssql-tools18/bin/sqlcmd -C -b -S localhost -U sa -P \"$$MSSQL_SA_PASSWORD\""
            + $" -Q \"IF DB_ID('{Servers.Database}') IS NULL CREATE DATABASE {Servers.Database}\"",
        ["registry"] = "curl -fs http://localhost:8081/subjects > /dev/null",
        ["prometheus"] = "wget -q -O /dev/null http://localhost:9090/-/ready",
        ["grafana"] = "wget -q -O /dev/null http://localhost:3000/api/health",
        ["generator"] = Readiness,
        ["writer"] = Readiness,
        ["api"] = Readiness,
    }.ToFrozenDictionary();

    /// <summary>Has an application published as a Compose file.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="profile">What it composes.</param>
    public static void Apply(IDistributedApplicationBuilder builder, Profile profile) => builder.AddDockerComposeEnvironment("compose")
        .WithDashboard(dashboard => dashboard.WithImage("mcr.microsoft.com/dotnet/aspire-dashboard", "13.2").WithHostPort(18888))
        .ConfigureComposeFile(file => Finish(file, profile))
        .ConfigureEnvFile(variables =>
        {
            // They stand in the file itself, as paths beside it.
            foreach (var mount in variables.Keys.Where(name => name.Contains("_BINDMOUNT_", StringComparison.Ordinal)).ToList())
                variables.Remove(mount);
        });

    private static void Finish(ComposeFile file, Profile profile)
    {
        foreach (var (name, service) in file.Services)
        {
            service.Restart = "unless-stopped";
            service.StopGracePeriod = StopGracePeriod;
            service.Image = service.Image is { } image ? Variable().Replace(image, $"${{$1:-stellarforge-{name}:latest}}") : null;
            if (Checks.TryGetValue(name, out var check))
                service.Healthcheck = Every(check);
            foreach (var mount in service.Volumes)
                mount.Source = Observers.Mounts.GetValueOrDefault(mount.Target ?? "", mount.Source ?? "");
            foreach (var (key, value) in service.Environment.ToList())
                service.Environment[key] = Variable().Replace(value, "${$1:?is not set in .env}");
            if (service.Image?.Contains("_IMAGE", StringComparison.Ordinal) == true && profile.HasFiles)
                service.AddVolume(new() { Name = FilesVolume, Source = FilesVolume, Target = Servers.ContainerHome, Type = "volume" });
        }

        if (profile.HasFiles)
            file.AddVolume(new() { Name = FilesVolume, Driver = "local" });
        foreach (var (name, dependency) in file.Services.Values.SelectMany(service => service.DependsOn))
            dependency.Condition = file.Services[name].Healthcheck is null ? "service_started" : "service_healthy";
    }

    private static Healthcheck Every(string command) =>
        new() { Test = ["CMD-SHELL", command], Interval = "5s", Timeout = "10s", StartPeriod = "90s", Retries = 12 };

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
