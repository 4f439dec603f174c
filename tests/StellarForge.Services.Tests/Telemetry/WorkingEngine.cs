using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.ServiceDefaults;
using StellarForge.Targets.Files;
using StellarForge.Targets.Sqlite;

namespace StellarForge.Services.Tests.Telemetry;

/// <summary>A service in which the engine does all that it measures, with real stores, and what its scrapes said meanwhile.</summary>
public sealed class WorkingEngine : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("working").FullName;
    private readonly Lock _lock = new();

    internal Scrape Scrape { get; } = new();

    /// <summary>The last scrape, as it came.</summary>
    public string Text { get; private set; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var host = await TestHost.StartAsync(
            configure: builder => builder.Services.AddHealthChecks().AddPing("shop", (_, _) => Task.CompletedTask),
            map: app => app.MapGet("/api/thing", () => Results.Ok()));
        (await host.Client.GetAsync(new Uri("/api/thing", UriKind.Relative), Cancelled)).EnsureSuccessStatusCode();
        await FillAsync(host);
        await StreamAsync(host);
        await FailAsync();
        await ScrapeAsync(host);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static FillPlan PlanFill()
    {
        var model = StellarForge.Retail.ForgeModel.Instance;
        return FillPlanner.Plan(model, World(), [model.Find("categories")!, model.Find("products")!], chunkRows: 100);
    }

    private static World World() => new(42, 1, new Dictionary<string, long> { ["products"] = 500 });

    private static IBroker OpenBroker(string folder) => new EmbeddedConnector().Open($"embedded:{folder}");

    private async Task FillAsync(TestHost host)
    {
        await using var parquet = FilesTarget.Open($"parquet:{_folder}/files");
        await new FillRunner(parquet, PlanFill()).RunAsync(cancellationToken: Cancelled);
        await using var shop = SqliteTarget.Open($"sqlite:{_folder}/filled.db");

        // Progress is a figure of a fill that runs.
        await new FillRunner(shop, PlanFill()).RunAsync(new Scraping<FillProgress>(() => ScrapeAsync(host)), cancellationToken: Cancelled);
    }

    private async Task StreamAsync(TestHost host)
    {
        await using var broker = OpenBroker($"{_folder}/log");
        var model = StellarForge.Retail.ForgeModel.Instance;
        var products = model.Find("products")!;
        var faults = new StreamFaults { Late = 0.05, Disorder = 0.05, Duplicates = 0.05, Bad = 0.05 };
        var plan = new StreamPlan(model, World(), [new StreamTable(products, "products", 2)], new JsonMessageFormat(), faults, StreamPlan.DefaultShards);
        var scraping = new Scraping<StreamProgress>(() => ScrapeAsync(host));
        await new StreamRunner(broker, plan, new StreamOptions { Name = "shop", Rate = 250, ControlInterval = TimeSpan.FromMilliseconds(100) }).RunAsync(
            scraping, cancellationToken: Cancelled);
        await using var shop = SqliteTarget.Open($"sqlite:{_folder}/streamed.db");
        await new PipelineRunner(
            broker, shop, new JsonMessageFormat(), "shop", [new PipelineTopic("products", products.Schema)],
            new PipelineOptions { UntilIdle = TimeSpan.FromSeconds(1), ReportInterval = TimeSpan.FromMilliseconds(50) }).RunAsync(
            new Scraping<PipelineProgress>(() => ScrapeAsync(host)), cancellationToken: Cancelled);
    }

    // A table that is another, and a broker that is lost once.
    private async Task FailAsync()
    {
        var file = $"{_folder}/other.db";
        await StellarForge.Testing.Targets.Tool.RunAsync("sqlite3", file, "CREATE TABLE products (other int); CREATE TABLE categories (other int)");
        await using var other = SqliteTarget.Open($"sqlite:{file}");
        await Should.ThrowAsync<FillRefusedException>(() => new FillRunner(other, PlanFill()).RunAsync(cancellationToken: Cancelled));
        await using var broker = OpenBroker($"{_folder}/log");
        var products = StellarForge.Retail.ForgeModel.Instance.Find("products")!;
        await Should.ThrowAsync<FillRefusedException>(() => new PipelineRunner(
            broker, other, new JsonMessageFormat(), "other", [new PipelineTopic("products", products.Schema)]).RunAsync(cancellationToken: Cancelled));

        await using var losing = new LosingBroker(OpenBroker($"{_folder}/lost"));
        var plan = new StreamPlan(
            StellarForge.Retail.ForgeModel.Instance, World(), [new StreamTable(products, "products", 2)], new JsonMessageFormat(), StreamFaults.None, 1);
        await new StreamRunner(losing, plan, new StreamOptions { Name = "lost", RetryDelay = TimeSpan.FromMilliseconds(1) }).RunAsync(
            cancellationToken: Cancelled);
    }

    private async Task ScrapeAsync(TestHost host)
    {
        var response = await host.Client.GetAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        lock (_lock)
        {
            Text = text;
            Scrape.Add(text);
        }
    }

    private sealed class Scraping<T>(Func<Task> scrape) : IProgress<T>
    {
        public void Report(T value) => scrape().GetAwaiter().GetResult();
    }

    /// <summary>A broker whose second connection that sends is lost at once: the first is that of its control log.</summary>
    private sealed class LosingBroker(IBroker inner) : IBroker
    {
        private int _connections;

        public string DisplayName => inner.DisplayName;

        public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

        public Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken) => inner.FindTopicAsync(topic, cancellationToken);

        public Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken) => inner.CreateTopicAsync(settings, cancellationToken);

        public Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) => Interlocked.Increment(ref _connections) == 2
            ? throw new BrokerException("The connection was lost.", kind: ErrorKind.Transient)
            : inner.ConnectProducerAsync(cancellationToken);

        public Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
            inner.SubscribeAsync(group, topics, cancellationToken);

        public Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken) =>
            inner.AssignAsync(partitions, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
