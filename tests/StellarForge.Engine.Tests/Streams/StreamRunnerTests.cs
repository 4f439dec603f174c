using System.Text;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Engine.Tests.Streams;

public sealed class StreamRunnerTests : IAsyncDisposable
{
    private static readonly StreamFaults Faults = new() { Late = 0.05, Disorder = 0.1, Duplicates = 0.03, Bad = 0.02 };

    private const string Stream =
        """{"type":"stream","id":"ID","replaces":"ID","seed":1,"scale":1,"rows":{},"format":"avro","faults":{},"count":null,"createdAt":"2026-01-01",""";

    private const string Checkpoint = """{"type":"checkpoint","stream":"ID","shard":0,"epoch":1,"hasEnded":true,"isReleased":true,""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("streams").FullName;
    private readonly IBroker _broker;

    public StreamRunnerTests() => _broker = new EmbeddedConnector().Open($"embedded:{_folder}");

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("avro")]
    [InlineData("json")]
    public async Task A_replay_with_faults_has_the_rows_of_a_fill_and_the_counted_faults(string format)
    {
        var plan = Plan(Faults, format == "avro" ? new AvroMessageFormat() : new JsonMessageFormat());
        var counts = StreamCounts.Of(plan, null, Cancelled);

        var result = await RunAsync(plan, new StreamOptions { Name = "s" });

        result.IsComplete.ShouldBeTrue();
        result.Progress.Tables.ShouldBe(counts);
        var sent = await SentEvents.ReadAsync(_broker, plan);
        foreach (var (index, table) in plan.Tables.Index())
        {
            sent.Checksum(table).ShouldBe(Expected(plan, table.Table));
            (sent.Duplicates(table), sent.Refused(table)).ShouldBe((counts[index].Duplicates, counts[index].Bad));
        }

        sent.ShouldBeWholeLanes();
    }

    [Fact]
    public async Task A_stream_that_was_stopped_goes_on_where_it_was()
    {
        var plan = Plan(Faults, new AvroMessageFormat());
        var ids = new HashSet<Guid>();
        var isComplete = false;
        for (var run = 0; !isComplete; run++)
        {
            using var stop = new CancellationTokenSource();
            var progress = new Reports(report =>
            {
                if (report.Messages > 0)
                    stop.Cancel();
            });

            // Slow enough that it can be stopped; in the end as fast as it goes.
            var options = new StreamOptions { Name = "s", Rate = run < 3 ? 2_000 : null, ControlInterval = TimeSpan.FromMilliseconds(50) };
            var result = await RunAsync(plan, options, progress, run < 3 ? stop.Token : default);
            ids.Add(result.Stream);
            isComplete = result.IsComplete;
            (run == 0 && isComplete).ShouldBeFalse("It has to be stopped before its end.");
            run.ShouldBeLessThan(10);
        }

        ids.ShouldHaveSingleItem();
        var sent = await SentEvents.ReadAsync(_broker, plan);
        foreach (var table in plan.Tables)
            sent.Checksum(table).ShouldBe(Expected(plan, table.Table));
        sent.ShouldBeWholeLanes();
    }

    [Fact]
    public async Task A_stream_sends_for_a_time_and_is_gone_on_with()
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        var options = new StreamOptions { Name = "s", Rate = 200, ControlInterval = TimeSpan.FromMilliseconds(50) };

        var first = await RunAsync(plan, options with { For = TimeSpan.FromMilliseconds(500) });
        var rest = await RunAsync(plan, options with { Rate = null });

        (first.IsComplete, rest.IsComplete, rest.Stream).ShouldBe((false, true, first.Stream));
        first.Progress.Messages.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_control_log_grows_by_a_kibibyte_a_second_whatever_the_number_of_lanes()
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        var length = TimeSpan.FromSeconds(2);

        await RunAsync(plan, new StreamOptions { Name = "s", Rate = 200, For = length, ControlInterval = TimeSpan.FromMilliseconds(20) });

        // The first checkpoint of all eight shards, the last one, and one that was just due; who lives, every two and a half seconds.
        var files = Directory.EnumerateFiles(Path.Combine(_folder, "topics", "s.control"), "*.log", SearchOption.AllDirectories);
        files.Sum(file => new FileInfo(file).Length).ShouldBeInRange(1_000, 25_000);
    }

    [Fact]
    public async Task A_broker_whose_answers_take_long_has_more_than_one_batch_on_its_way()
    {
        var slow = new AbsentBroker(_broker) { IsSilent = true };
        slow.Leave();
        using var stop = new CancellationTokenSource();
        var options = new StreamOptions { Name = "s", Rate = 500, Workers = 1, ControlInterval = TimeSpan.FromMilliseconds(50), Spool = null };
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        await using (await ControlLog.OpenAsync(_broker, "s", creates: true, TimeProvider.System, Cancelled))
            slow.IsSilentFor = topic => topic != "s.control";

        var running = Task.Run(() => new StreamRunner(slow, plan, options).RunAsync(null, stop.Token, Cancelled), Cancelled);
        var sent = await slow.SentAsync(2);
        slow.Return();
        await stop.CancelAsync();
        await running;

        // Before the broker counts as away, which is after two seconds.
        (sent[1] - sent[0]).ShouldBeLessThan(TimeSpan.FromSeconds(1.8));
    }

    [Fact]
    public async Task A_topic_that_was_deleted_under_a_stream_is_an_error_until_that_is_given_up()
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        var options = new StreamOptions { Name = "s", Rate = 2_000, ControlInterval = TimeSpan.FromMilliseconds(50) };
        using var stop = new CancellationTokenSource();
        (await RunAsync(plan, options, new Reports(report => { if (report.Messages > 0) stop.Cancel(); }), stop.Token)).IsComplete.ShouldBeFalse();
        Directory.Delete(Path.Combine(_folder, "topics", plan.Tables[0].Topic), recursive: true);

        var error = await Should.ThrowAsync<FillRefusedException>(() => RunAsync(plan, options));

        error.Message.ShouldContain($"topic {plan.Tables[0].Topic} was deleted, and the stream has not ended");
        (await RunAsync(plan, options with { Rate = null, Restart = true })).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stream_that_has_ended_stays_so_where_that_is_wanted()
    {
        var plan = Plan(Faults, new AvroMessageFormat());
        var options = new StreamOptions { Name = "s", StaysEnded = true };
        var first = await RunAsync(plan, options);

        var again = await RunAsync(plan, options);
        (again.IsComplete, again.Stream, again.Progress.Messages).ShouldBe((true, first.Stream, 0));
        var error = await Should.ThrowAsync<FillRefusedException>(() => RunAsync(plan with { Faults = StreamFaults.None }, options));
        error.Message.ShouldContain("was begun with other settings: --late was 0.05, is 0");

        (await RunAsync(plan, options with { StaysEnded = false })).Progress.Messages.ShouldBe(first.Progress.Messages);
    }

    [Fact]
    public async Task Processes_that_share_a_stream_send_all_of_it()
    {
        var plan = Plan(Faults, new AvroMessageFormat());
        StreamOptions Options() => new() { Name = "s", Rate = 4_000, ControlInterval = TimeSpan.FromMilliseconds(50) };

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync(plan, Options())));

        results.Select(result => result.Stream).Distinct().ShouldHaveSingleItem();
        results.ShouldAllBe(result => result.IsComplete);
        var sent = await SentEvents.ReadAsync(_broker, plan);
        foreach (var table in plan.Tables)
            sent.Checksum(table).ShouldBe(Expected(plan, table.Table));
        sent.ShouldBeWholeLanes();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_stream_ends_although_answers_of_its_control_log_get_lost(int seed)
    {
        var plan = Plan(Faults, new AvroMessageFormat());
        var (random, turn) = (new Random(seed), new Lock());
        await using var losing = new AbsentBroker(_broker)
        {
            LosesAnswer = topic =>
            {
                lock (turn)
                    return topic == ControlLog.TopicOf("s") && random.Next(2) == 0;
            },
        };
        var options = new StreamOptions
        {
            Name = "s",
            ControlInterval = TimeSpan.FromMilliseconds(20),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxRetryDelay = TimeSpan.FromMilliseconds(5),
        };

        // The second joins while the first has all shards, and is left some.
        var first = new StreamRunner(losing, plan, options with { Rate = 2_000 }).RunAsync(cancellationToken: Cancelled);
        var second = new StreamRunner(losing, plan, options with { Rate = 2_000 }).RunAsync(cancellationToken: Cancelled);
        await Task.WhenAll(first, second);

        (await second).IsComplete.ShouldBeTrue();
        var sent = await SentEvents.ReadAsync(_broker, plan);
        foreach (var table in plan.Tables)
            sent.Checksum(table).ShouldBe(Expected(plan, table.Table));
        sent.ShouldBeWholeLanes();
    }

    [Fact]
    public async Task A_process_that_is_given_shards_sends_those()
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        var even = RunAsync(plan, new StreamOptions { Name = "s", Shards = [0, 2, 4, 6], ControlInterval = TimeSpan.FromMilliseconds(50) });

        var odd = await RunAsync(plan, new StreamOptions { Name = "s", Shards = [1, 3, 5, 7], ControlInterval = TimeSpan.FromMilliseconds(50) });

        (await even).IsComplete.ShouldBeTrue();
        odd.IsComplete.ShouldBeTrue();
        (odd.Progress.Messages + (await even).Progress.Messages).ShouldBe(StreamCounts.Of(plan, null, Cancelled).Sum(table => table.Messages));
    }

    [Fact]
    public async Task Another_run_after_the_end_is_another_stream()
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());

        var first = await RunAsync(plan, new StreamOptions { Name = "s" });
        var second = await RunAsync(plan, new StreamOptions { Name = "s" });

        second.Stream.ShouldNotBe(first.Stream);
        second.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stream_that_has_not_ended_is_not_gone_on_with_by_other_settings()
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        using var stop = new CancellationTokenSource();
        await RunAsync(plan, new StreamOptions { Name = "s", Rate = 100 }, new Reports(_ => stop.Cancel()), stop.Token);

        var refused = await Should.ThrowAsync<FillRefusedException>(
            RunAsync(plan with { Faults = Faults, World = new World(43, 1, plan.World.Rows) }, new StreamOptions { Name = "s" }));

        refused.Message.ShouldContain("the seed was 42, is 43");
        refused.Message.ShouldContain("--late was 0, is 0.05");
        refused.Message.ShouldContain("--restart");
        (await RunAsync(plan with { Faults = Faults }, new StreamOptions { Name = "s", Restart = true })).IsComplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"claim","shard":""")]
    [InlineData(Stream + """ "tables":[],"shards":2000000000}""")]
    [InlineData(Stream + """ "tables":[null],"shards":8}""")]
    [InlineData(Checkpoint + """ "position":{"next":5,"rows":5,"after":{"sendTime":1,"table":0,"row":1,"copy":0},"lanes":[[1]]}}""")]
    [InlineData(Stream + """ "tables":[],"shards":8,"live":{"grace":-1,"pace":{"rate":1,"shares":[],"pattern":0}}}""")]
    [InlineData(Stream + """ "tables":[],"shards":8,"live":{"grace":1,"pace":{"rate":1,"shares":[-1],"pattern":0}}}""")]
    [InlineData("""{"type":"alive","stream":"ID","process":"ID","owner":{"host":"h","id":1,"start":1},"limit":9223372036854775807}""")]
    [InlineData("""{"type":"segment","stream":"ID","shard":0,"epoch":1,"start":1,"pattern":0,"rates":[1]}""")]
    [InlineData("""{"type":"pace","stream":"ID","pace":{"rate":1,"shares":[1],"pattern":99}}""")]
    [InlineData(Checkpoint + """ "position":{"next":9223372036854775807,"rows":5,"after":{"sendTime":1,"table":0,"row":1,"copy":0},"lanes":[LANES]}}""")]
    [InlineData(Checkpoint + """ "position":{"next":5,"rows":5,"after":{"sendTime":1,"table":0,"row":1,"copy":7},"lanes":[LANES]}}""")]
    [InlineData(Checkpoint + """ "position":{"next":5,"rows":5,"after":{"sendTime":1,"table":9,"row":1,"copy":0},"lanes":[]}}""")]
    public async Task A_damaged_control_log_is_named(string record)
    {
        var plan = Plan(StreamFaults.None, new AvroMessageFormat());
        var first = await RunAsync(plan, new StreamOptions { Name = "s" });
        await using var producer = await _broker.ConnectProducerAsync(Cancelled);
        using var batch = new MessageBatch();
        var bytes = Encoding.UTF8.GetBytes(record.Replace("ID", $"{first.Stream}", StringComparison.Ordinal)
            .Replace("LANES", string.Join(',', plan.Tables.Select(_ => "[-1,-1,-1]")), StringComparison.Ordinal));
        batch.Add(new Message { Partition = new TopicPartition("s.control", 0), Value = bytes });
        await producer.SendAsync(batch, Cancelled);

        var error = await Should.ThrowAsync<BrokerException>(RunAsync(plan, new StreamOptions { Name = "s" }));

        error.Message.ShouldContain("s.control[0] is damaged at offset");
    }

    private Task<StreamResult> RunAsync(
        StreamPlan plan, StreamOptions options, IProgress<StreamProgress>? progress = null, CancellationToken stop = default) =>
        Task.Run(() => new StreamRunner(_broker, plan, options).RunAsync(progress, stop, Cancelled), Cancelled);

    private static TableChecksum Expected(StreamPlan plan, Table table)
    {
        var sink = new ChecksumSink(table.Schema);
        var rows = table.Rows(plan.World).Range(0, plan.World.EndRow(table.Schema));
        while (rows.WriteTo(ref sink))
        {
        }

        return sink.Checksum;
    }

    private static StreamPlan Plan(StreamFaults faults, MessageFormat format)
    {
        var model = StellarForge.Retail.ForgeModel.Instance;
        var world = new World(42, 1, new Dictionary<string, long> { ["orders"] = 500, ["products"] = 300 });
        string[] names = ["orders", "order_lines", "payments", "products"];
        var tables = model.Tables.Where(table => names.Contains(table.Schema.Name)).Select(table => new StreamTable(table, table.Schema.Name, 3));
        return new StreamPlan(model, world, [.. tables], format, faults, StreamPlan.DefaultShards);
    }

    private sealed class Reports(Action<StreamProgress> report) : IProgress<StreamProgress>
    {
        public void Report(StreamProgress value) => report(value);
    }
}
