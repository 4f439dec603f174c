using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Sends traces and metrics to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, for as long as the service runs. All of OpenTelemetry's variables
/// hold, wherever configuration has them from.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration, ServiceName service) : IHostedService, IDisposable
{
    /// <summary>Where a collector is.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Of batches, where nothing is said of it. All that came of one that is recorded is recorded as well, in whichever process.
    private const double DefaultShare = 0.1;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <summary>What is measured: the variables of OpenTelemetry have the last word.</summary>
    public static ResourceBuilder Resource(string service) => ResourceBuilder.CreateEmpty()
        .AddService(service, serviceVersion: BuildInfo.ProgramVersion)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource(service.Name))
            .AddSource(TelemetrySources.Activities)
            .AddOtlpExporter();
        if (string.IsNullOrEmpty(configuration["OTEL_TRACES_SAMPLER"]))
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(DefaultShare)));
        _traces = traces.Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource(service.Name))
            .AddMeter(TelemetrySources.Meters)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    // What was measured last is sent when they are disposed, after all that measures has stopped.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
