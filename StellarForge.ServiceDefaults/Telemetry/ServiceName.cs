using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace StellarForge.ServiceDefaults;

/// <summary>What the service is called: <c>OTEL_SERVICE_NAME</c>, or else the application's name.</summary>
internal sealed class ServiceName(IConfiguration configuration, IHostEnvironment environment)
{
    public string Name { get; } = configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : environment.ApplicationName;
}
