using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Telemetry;
using StellarForge.Formats;

namespace StellarForge.Engine.Tests.Streams;

public sealed class StreamActivityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("activities").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Messages_carry_the_activity_of_their_batch_and_without_listeners_none()
    {
        await using var broker = new EmbeddedConnector().Open($"embedded:{_folder}");
        using var root = new Activity("test").Start();
        var sent = new ConcurrentBag<Activity>();
        using (var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests send at the same time.
                if (activity.TraceId == root.TraceId)
                    sent.Add(activity);
            },
        })
        {
            ActivitySource.AddActivityListener(listener);
            await SendAsync(broker, "traced");
        }

        root.Stop();
        Activity.Current = null;
        await SendAsync(broker, "untraced");

        sent.ShouldAllBe(activity => (string?)activity.GetTagItem("messaging.destination.name") == "traced");
        var batches = sent.Where(activity => activity.OperationName == "create").ToList();
        batches.Sum(CountOf).ShouldBe(200);
        batches.ShouldAllBe(activity => CountOf(activity) > 0 && activity.Kind == ActivityKind.Producer && activity.ParentId == root.Id);
        var sendings = sent.Where(activity => activity.OperationName == "send").ToList();
        sendings.ShouldAllBe(activity => activity.Kind == ActivityKind.Client);
        sendings.Select(activity => (activity.ParentId!, CountOf(activity))).ShouldBe(
            batches.Select(activity => (activity.Id!, CountOf(activity))), ignoreOrder: true);
        (await TraceParentsAsync(broker, "traced")).Distinct().ShouldBe(batches.Select(activity => activity.Id!), ignoreOrder: true);
        (await TraceParentsAsync(broker, "untraced")).Distinct().ShouldBe([""]);
    }

    [Fact]
    public async Task A_batch_that_is_written_goes_on_with_the_trace_of_its_first_message_links_to_all_and_has_the_steps_of_the_target()
    {
        await using var broker = new EmbeddedConnector().Open($"embedded:{_folder}");
        using var root = new Activity("test").Start();
        var seen = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                    seen.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await SendAsync(broker, "traced");
        root.Stop();

        // As another process has none of it.
        Activity.Current = null;
        await using var target = new MemoryPipelineTarget();
        var products = StellarForge.Retail.ForgeModel.Instance.Find("products")!.Schema;
        await new PipelineRunner(
            broker, target, new JsonMessageFormat(), "traced", [new PipelineTopic("traced", products)],
            new PipelineOptions { UntilIdle = TimeSpan.FromMilliseconds(50) }).RunAsync(cancellationToken: Cancelled);

        target.Rows.Count.ShouldBe(200);
        var sent = seen.Where(activity => activity.OperationName == "create").ToDictionary(activity => activity.SpanId);
        var written = seen.Where(activity => activity.OperationName == "process").ToList();
        var parents = await TraceParentsAsync(broker, "traced");
        written.SelectMany(activity => activity.Links).Select(link => link.Context.SpanId).Distinct().Count().ShouldBe(parents.Distinct().Count());
        foreach (var batch in written)
        {
            batch.Kind.ShouldBe(ActivityKind.Consumer);
            batch.Links.First().Context.SpanId.ShouldBe(batch.ParentSpanId);
            batch.Links.ShouldAllBe(link => sent.ContainsKey(link.Context.SpanId));
            batch.GetTagItem("stellarforge.pipeline").ShouldBe("traced");
            var steps = seen.Where(activity => activity.ParentSpanId == batch.SpanId).ToList();
            steps.Select(activity => activity.OperationName).ShouldBe(["load products", "commit"], ignoreOrder: true);
            steps.ShouldAllBe(activity => activity.Kind == ActivityKind.Client && (string?)activity.GetTagItem("db.system.name") == "memory");
        }
    }

    [Fact]
    public async Task A_sending_that_fails_says_so_and_an_error_is_called_by_its_whole_name()
    {
        var broker = new MemoryBroker
        {
            Sending = topic =>
            {
                if (topic == "refused")
                    throw new BrokerException("It is refused.");
            },
        };
        using var root = new Activity("test").Start();
        var seen = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                    seen.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await Should.ThrowAsync<BrokerException>(() => SendAsync(broker, "refused"));

        var sending = seen.First(activity => activity.OperationName == "send");
        sending.Status.ShouldBe(ActivityStatusCode.Error);
        sending.GetTagItem("error.type").ShouldBe("StellarForge.Engine.Brokers.BrokerException");
        seen.ShouldContain(activity => activity.OperationName == "create" && activity.Status == ActivityStatusCode.Unset);
    }

    private static int CountOf(Activity activity) => (int)activity.GetTagItem("messaging.batch.message_count")!;

    private static async Task SendAsync(IBroker broker, string topic)
    {
        var model = StellarForge.Retail.ForgeModel.Instance;
        var world = new World(42, 1, new Dictionary<string, long> { ["products"] = 200 });
        var plan = new StreamPlan(
            model, world, [new StreamTable(model.Find("products")!, topic, 2)], new JsonMessageFormat(), StreamFaults.None, StreamPlan.DefaultShards);
        (await new StreamRunner(broker, plan, new StreamOptions { Name = topic }).RunAsync(cancellationToken: Cancelled)).IsComplete.ShouldBeTrue();
    }

    private static async Task<List<string>> TraceParentsAsync(IBroker broker, string topic)
    {
        TopicPartition[] partitions = [new(topic, 0), new(topic, 1)];
        await using var consumer = await broker.AssignAsync(partitions, Cancelled);
        foreach (var partition in partitions)
            consumer.Seek(partition, 0);
        using var batch = new MessageBatch();
        while (batch.Count < 200)
            await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), Cancelled);
        return [.. Enumerable.Range(0, batch.Count).Select(index => Encoding.ASCII.GetString(batch[index].TraceParent))];
    }
}
