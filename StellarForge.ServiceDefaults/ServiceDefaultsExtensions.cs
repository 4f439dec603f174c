using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace StellarForge.ServiceDefaults;

/// <summary>What every service has: logs, telemetry and health.</summary>
public static class ServiceDefaultsExtensions
{
    // A line for each request, and again and again for a dependency that is away, tells nothing: that one goes is said once. What a host can't start for it
    // throws, too, for whoever started it to tell. Changes are logged whatever the level of all else. All configuration goes before.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        [$"Logging:LogLevel:{AuditLog.Category}"] = "Information",
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
    };

    /// <summary>
    /// Adds logs (JSON where nobody watches a terminal), traces and metrics for OpenTelemetry (where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set) and for
    /// Prometheus, and health checks.
    /// </summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        AddConsole(builder);
        var services = builder.Services;
        services.AddMetrics();
        services.AddHealthChecks();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceName>();
        services.TryAddSingleton<PrometheusExporter>();
        services.TryAddSingleton<Readiness>();
        if (builder.Configuration[OtlpExport.Endpoint] is { Length: > 0 })
        {
            services.AddHostedService<OtlpExport>();
            builder.Logging.AddOpenTelemetry(logs => logs
                .SetResourceBuilder(OtlpExport.Resource(new ServiceName(builder.Configuration, builder.Environment).Name))
                .AddOtlpExporter());
        }

        services.AddHostedService<ReadinessWatch>();
        return builder;
    }

    /// <summary>
    /// Maps <c>/metrics</c>, <c>/healthz</c> (it lives), <c>/readyz</c> (its dependencies do) and <c>/build</c> (what it is). They are open to whoever
    /// reaches the service, as often as it likes: what watches it has no token.
    /// </summary>
    /// <param name="app">The application.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        // It counts from now on, not from the first time that somebody asks.
        app.Services.GetRequiredService<PrometheusExporter>();
        var endpoints = app.MapGroup("").AllowAnonymous().DisableRateLimiting().DisableHttpMetrics().ExcludeFromDescription();
        endpoints.MapGet("/metrics", GetMetrics);
        endpoints.MapGet("/healthz", GetHealth);
        endpoints.MapGet("/readyz", GetReadinessAsync);
        endpoints.MapGet("/build", GetBuild);
        return app;
    }

    // A choice in configuration stands.
    private static void AddConsole(IHostApplicationBuilder builder)
    {
        builder.Logging.AddConsole();
        if (builder.Configuration["Logging:Console:FormatterName"] is { Length: > 0 })
            return;
        var isOnError = builder.Configuration["Logging:Console:LogToStandardErrorThreshold"] is { Length: > 0 };
        if (isOnError ? Console.IsErrorRedirected : Console.IsOutputRedirected)
        {
            builder.Logging.AddJsonConsole(json =>
                (json.UseUtcTimestamp, json.TimestampFormat, json.IncludeScopes) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", true));
        }
        else
        {
            builder.Logging.AddSimpleConsole(simple => (simple.SingleLine, simple.TimestampFormat) = (true, "HH:mm:ss "));
        }
    }

    private static ContentHttpResult GetMetrics(PrometheusExporter exporter) => TypedResults.Text(exporter.Write(), PrometheusExporter.ContentType);

    private static Ok<HealthResponse> GetHealth() => TypedResults.Ok(new HealthResponse("alive"));

    private static async Task<JsonHttpResult<ReadinessResponse>> GetReadinessAsync(
        Readiness readiness, HttpResponse response, CancellationToken cancellationToken)
    {
        var report = await readiness.AskAsync().WaitAsync(cancellationToken);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            ReadinessResponse.Of(report),
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static Ok<BuildInfo> GetBuild(ServiceName service, IServiceProvider services) =>
        TypedResults.Ok(BuildInfo.Of(service.Name, services.GetService<Topology>()?.Model.Name));

    private sealed record HealthResponse(string Status);
}
