using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StellarForge.Services.Tests.Telemetry;

/// <summary>A collector: takes OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp) and keeps what comes.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();
    private readonly WebApplication _app;

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            request.ContentType.ShouldBe("application/x-protobuf");
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _requests.Enqueue((request.Path, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
    }

    public string Uri => _app.Urls.Single();

    /// <summary>All spans: ExportTraceServiceRequest.resource_spans.scope_spans.spans, with the service and the scope that they are of.</summary>
    public IEnumerable<OtlpSpan> Spans =>
        from request in Requests("/v1/traces")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new OtlpSpan(
            ServiceOf(resource), scope.Messages(1).First().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), Attributes(span, 9),
            [.. span.Messages(13).Select(link => link.Hex(1))]);

    /// <summary>The names of all metrics, with their units: ExportMetricsServiceRequest.resource_metrics.scope_metrics.metrics.</summary>
    public IEnumerable<(string Service, string Name, string Unit)> Metrics =>
        from request in Requests("/v1/metrics")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        select (ServiceOf(resource), metric.Text(1), metric.Text(3));

    /// <summary>The texts of all log records: ExportLogsServiceRequest.resource_logs.scope_logs.log_records.body.</summary>
    public IEnumerable<string> Logs =>
        from request in Requests("/v1/logs")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select record.Messages(5).First().Text(1);

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string ServiceOf(ProtoFields resource) => Attributes(resource.Messages(1).First(), 1)["service.name"];

    private static Dictionary<string, string> Attributes(ProtoFields message, int number) =>
        message.Messages(number).ToDictionary(attribute => attribute.Text(1), attribute => attribute.Messages(2).FirstOrDefault()?.Text(1) ?? "");

    private IEnumerable<ProtoFields> Requests(string path) =>
        _requests.Where(request => request.Path == path).Select(request => new ProtoFields(request.Body));
}

/// <summary>A span, as it came.</summary>
internal sealed record OtlpSpan(
    string Service, string Scope, string Name, string Trace, string Id, string Parent, Dictionary<string, string> Attributes,
    IReadOnlyList<string> LinkedTraces);
