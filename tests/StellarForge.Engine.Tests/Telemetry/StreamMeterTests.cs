using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Streams;
using StellarForge.Formats;

namespace StellarForge.Engine.Tests.Telemetry;

public sealed class StreamMeterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meters").FullName;
    private readonly string _name = $"stream-{Guid.NewGuid()}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Who_listens_to_the_meter_hears_of_events_by_kind_and_of_faults()
    {
        using var recorder = new MeterRecorder($"stellarforge.stream={_name}");
        await using var broker = new EmbeddedConnector().Open($"embedded:{_folder}");

        var result = await new StreamRunner(broker, Plan(), new StreamOptions { Name = _name }).RunAsync(
            cancellationToken: TestContext.Current.CancellationToken);

        var counts = result.Progress.Tables.ShouldHaveSingleItem();
        string[] table = ["stellarforge.table=products", "messaging.system=embedded", "messaging.destination.name=goods"];
        recorder.Sum("stellarforge.events.generated", ["stellarforge.kind=row", .. table]).ShouldBe(counts.Events);
        recorder.Sum("stellarforge.events.generated", "stellarforge.kind=duplicate").ShouldBe(counts.Duplicates);
        recorder.Sum("stellarforge.events.generated", "stellarforge.kind=bad").ShouldBe(counts.Bad);
        recorder.Sum("stellarforge.faults.injected", ["stellarforge.kind=late", .. table]).ShouldBe(counts.Late);
        recorder.Sum("stellarforge.faults.injected", "stellarforge.kind=disorder").ShouldBe(counts.Disorder);
        recorder.Sum("stellarforge.faults.injected", "stellarforge.kind=duplicate").ShouldBe(counts.Duplicates);
        recorder.Sum("stellarforge.faults.injected", "stellarforge.kind=bad").ShouldBe(counts.Bad);
        new[] { counts.Late, counts.Disorder, counts.Duplicates, counts.Bad }.ShouldAllBe(count => count > 0);
    }

    [Fact]
    public async Task The_spool_is_seen_for_as_long_as_the_stream_runs()
    {
        using var recorder = new MeterRecorder($"stellarforge.stream={_name}");
        await using var broker = new EmbeddedConnector().Open($"embedded:{_folder}");
        using (var meter = new StreamMeter(Plan(), broker, _name, TimeProvider.System, null))
        {
            meter.Spool(5, 100);
            meter.Spool(-2, -40);
            recorder.Observe();
        }

        recorder.Of("stellarforge.spool.events").ShouldBe([3]);
        recorder.Of("stellarforge.spool.bytes").ShouldBe([60]);
        recorder.Observe();
        recorder.Of("stellarforge.spool.events").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_is_refused_before_it_starts_counts_as_an_error()
    {
        using var recorder = new MeterRecorder($"stellarforge.stream={_name}");
        await using var broker = new EmbeddedConnector().Open($"embedded:{_folder}");
        await new StreamRunner(broker, Plan(), new StreamOptions { Name = _name, Rate = 1, For = TimeSpan.FromMilliseconds(1) }).RunAsync(
            cancellationToken: TestContext.Current.CancellationToken);
        recorder.Of("stellarforge.errors").ShouldBeEmpty();

        await Should.ThrowAsync<FillRefusedException>(() => new StreamRunner(broker, Plan(seed: 43), new StreamOptions { Name = _name }).RunAsync(
            cancellationToken: TestContext.Current.CancellationToken));

        recorder.Sum(
            "stellarforge.errors", "error.type=StellarForge.Engine.FillRefusedException", "stellarforge.reason=final", "messaging.system=embedded").ShouldBe(1);
    }

    private static StreamPlan Plan(ulong seed = 42)
    {
        var model = StellarForge.Retail.ForgeModel.Instance;
        var world = new World(seed, 1, new Dictionary<string, long> { ["products"] = 2000 });
        var faults = new StreamFaults { Late = 0.1, Disorder = 0.1, Duplicates = 0.1, Bad = 0.1 };
        return new StreamPlan(model, world, [new StreamTable(model.Find("products")!, "goods", 2)], new JsonMessageFormat(), faults, StreamPlan.DefaultShards);
    }
}
