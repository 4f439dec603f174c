using Microsoft.Extensions.Logging;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.Targets.PostgreSql;
using StellarForge.Testing.Servers;

namespace StellarForge.Services.Tests.Telemetry;

public sealed partial class OtlpTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("otlp").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_collector_sees_an_events_way_as_one_trace_and_the_metrics_and_logs_of_the_service()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TestHost.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Uri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["OTEL_SERVICE_NAME"] = "till",
            ["Logging:LogLevel:Default"] = "Information",
        }))
        {
            await WorkAsync();
            SayDone(host.App.Logger, "today");
        }

        // What was measured last came when the service ended.
        var spans = collector.Spans.ToList();
        spans.ShouldAllBe(span => span.Service == "till");
        var written = spans.First(span => span.Name == "process" && span.Attributes.GetValueOrDefault("stellarforge.pipeline") == "traced");
        var way = spans.Where(span => span.Trace == written.Trace).ToList();
        var sent = way.Single(span => span.Id == written.Parent);
        (sent.Name, sent.Scope).ShouldBe(("create", "StellarForge"));
        way.ShouldContain(span => span.Parent == sent.Id && span.Name == "send");
        (sent.Attributes["messaging.system"], sent.Attributes["stellarforge.stream"]).ShouldBe(("embedded", "traced"));
        written.LinkedTraces.ShouldContain(sent.Trace);
        var load = way.First(span => span.Parent == written.Id && span.Name == "load products");
        (load.Attributes["db.system.name"], load.Attributes["db.collection.name"]).ShouldBe(("postgresql", "products"));
        way.ShouldContain(span => span.Parent == written.Id && span.Name == "commit");
        way.ShouldContain(span => span.Parent == load.Id && span.Scope == "Npgsql", "What the driver says of the load is below it.");

        var metrics = collector.Metrics.ToList();
        metrics.ShouldContain(("till", "stellarforge.events.generated", "{event}"));
        metrics.ShouldContain(("till", "stellarforge.end_to_end.duration", "s"));
        metrics.ShouldContain(metric => metric.Name == "dotnet.process.cpu.time");
        collector.Logs.ShouldContain("The work of {Name} is done.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The work of {Name} is done.")]
    private static partial void SayDone(ILogger logger, string name);

    private async Task WorkAsync()
    {
        await using var broker = new EmbeddedConnector().Open($"embedded:{_folder}/log");
        var model = StellarForge.Retail.ForgeModel.Instance;
        var products = model.Find("products")!;
        var world = new World(42, 1, new Dictionary<string, long> { ["products"] = 50 });
        var plan = new StreamPlan(model, world, [new StreamTable(products, "products", 1)], new JsonMessageFormat(), StreamFaults.None, 1);
        await new StreamRunner(broker, plan, new StreamOptions { Name = "traced" }).RunAsync(cancellationToken: Cancelled);
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await new PipelineRunner(
            broker, target, new JsonMessageFormat(), "traced", [new PipelineTopic("products", products.Schema)],
            new PipelineOptions { UntilIdle = TimeSpan.FromMilliseconds(100) }).RunAsync(cancellationToken: Cancelled);
    }
}
