using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Engine.Tests.Streams;

public sealed class SpoolTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly IBroker _log;

    public SpoolTests() => _log = new EmbeddedConnector().Open($"embedded:{_folder}/log");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SpoolPath => Path.Combine(_folder, "spool");

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_made_while_the_broker_is_away_is_spooled_and_sent_in_order_when_it_is_back(bool isSilent)
    {
        var plan = Plan();
        var broker = new AbsentBroker(_log) { IsSilent = isSilent };
        var stream = new Stream(progress => progress.Messages > 0);
        var running = RunAsync(broker, plan, Options(rate: 3_000), stream);

        await stream.ReachedAsync();
        broker.Leave();
        stream.Await(progress => progress.SpooledEvents > 500);
        await stream.ReachedAsync();
        stream.Last.Waiting.ShouldBe(StreamWaiting.Broker);
        Directory.EnumerateDirectories(SpoolPath).ShouldHaveSingleItem();
        broker.Return();

        (await running).IsComplete.ShouldBeTrue();
        await ShouldBeWholeAsync(plan);
        (await running).Progress.Tables.ShouldBe(StreamCounts.Of(plan, null, Cancelled));
        (await running).Progress.SpooledEvents.ShouldBe(0);
        Directory.EnumerateFileSystemEntries(SpoolPath).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_spooled_is_not_sent_and_made_again_by_whoever_goes_on()
    {
        var plan = Plan();
        var broker = new AbsentBroker(_log);
        var stream = new Stream(progress => progress.Messages > 0);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(broker, plan, Options(rate: 3_000), stream, stop.Token);

        await stream.ReachedAsync();
        broker.Leave();
        stream.Await(progress => progress.SpooledEvents > 200);
        await stream.ReachedAsync();
        await stop.CancelAsync();
        var stopped = await running;
        broker.Return();

        stopped.IsComplete.ShouldBeFalse();
        stream.Notices.ShouldContain(notice => notice.Contains("events that were spooled are not sent", StringComparison.Ordinal));
        var next = await RunAsync(broker, plan, Options(rate: null), stream);
        next.Stream.ShouldBe(stopped.Stream);
        next.IsComplete.ShouldBeTrue();
        await ShouldBeWholeAsync(plan);
        (next.Progress.Messages + stopped.Progress.Messages).ShouldBeGreaterThanOrEqualTo(StreamCounts.Of(plan, null, Cancelled).Sum(table => table.Messages));
    }

    [Fact]
    public async Task A_full_spool_makes_the_stream_wait_and_nothing_else()
    {
        var plan = Plan();
        var broker = new AbsentBroker(_log);
        var stream = new Stream(progress => progress.Messages > 0);
        var running = RunAsync(broker, plan, Options(rate: 2_000) with { Spool = Spool(limit: 100_000), Workers = 1 }, stream);

        await stream.ReachedAsync();
        broker.Leave();
        stream.Await(progress => progress.Waiting == StreamWaiting.Spool);
        await stream.ReachedAsync();
        var spooled = stream.Last.SpooledEvents;
        Directory.EnumerateFiles(SpoolPath, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length).ShouldBeInRange(20_000, 110_000);
        stream.Await(progress => progress.Elapsed > stream.Last.Elapsed + TimeSpan.FromSeconds(1));
        await stream.ReachedAsync();
        stream.Last.SpooledEvents.ShouldBe(spooled);
        broker.Return();

        (await running).IsComplete.ShouldBeTrue();
        await ShouldBeWholeAsync(plan);
    }

    [Fact]
    public async Task Without_a_spool_sending_waits_for_the_broker()
    {
        var plan = Plan();
        var broker = new AbsentBroker(_log);
        var stream = new Stream(progress => progress.Messages > 0);
        var running = RunAsync(broker, plan, Options(rate: 2_000) with { Spool = null }, stream);

        await stream.ReachedAsync();
        broker.Leave();
        stream.Await(progress => progress.Waiting == StreamWaiting.Broker);
        await stream.ReachedAsync();
        stream.Last.SpooledEvents.ShouldBe(0);
        broker.Return();

        (await running).IsComplete.ShouldBeTrue();
        await ShouldBeWholeAsync(plan);
    }

    [Fact]
    public async Task A_spool_that_is_lost_is_made_again()
    {
        var plan = Plan();
        var broker = new AbsentBroker(_log);
        var stream = new Stream(progress => progress.Messages > 0);
        var running = RunAsync(broker, plan, Options(rate: 3_000), stream);

        await stream.ReachedAsync();
        broker.Leave();
        stream.Await(progress => progress.SpooledEvents > 200);
        await stream.ReachedAsync();
        foreach (var file in Directory.EnumerateFiles(SpoolPath, "*.log", SearchOption.AllDirectories))
        {
            await using var log = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            log.Position = 100;
            log.WriteByte((byte)(log.ReadByte() + 1));
        }

        broker.Return();

        (await running).IsComplete.ShouldBeTrue();
        stream.Notices.ShouldContain(notice => notice.Contains("The spool can't be read", StringComparison.Ordinal));
        await ShouldBeWholeAsync(plan);
    }

    [Fact]
    public async Task A_part_that_lost_its_events_is_an_error_and_not_waited_for()
    {
        await using var log = new MemoryBroker();
        await using var part = await SpoolPart.CreateAsync(SpoolPath, log, Cancelled);
        using var messages = new MessageBatch();
        messages.Add(new Message { Partition = SpoolPart.Partition, Value = "1"u8 });
        await part.AppendAsync(messages, Cancelled);
        log.Create(SpoolPart.Partition.Topic, 1);
        messages.Clear();

        (await Should.ThrowAsync<SpoolException>(() => part.ReadAsync(messages, Cancelled))).Message.ShouldContain("has lost 1 of its events");
    }

    [Fact]
    public async Task The_spool_of_a_process_that_is_no_more_is_thrown_away_and_that_of_another_stays()
    {
        var (dead, living) = (Path.Combine(SpoolPath, $"spool-{Guid.NewGuid():n}"), Path.Combine(SpoolPath, $"spool-{Guid.NewGuid():n}"));
        var (mine, alike) = (Path.Combine(SpoolPath, "package"), Path.Combine(SpoolPath, "spool-of-mine"));
        foreach (var folder in new[] { dead, living, mine, alike })
        {
            Directory.CreateDirectory(Path.Combine(folder, "1"));
            await File.WriteAllTextAsync(folder + ".lock", "", Cancelled);
        }

        await using var held = new FileStream(living + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await RunAsync(_log, Plan(), Options(rate: null), new Stream(_ => true));

        Directory.EnumerateFileSystemEntries(SpoolPath).ShouldBe(
            [living, living + ".lock", mine, mine + ".lock", alike, alike + ".lock"], ignoreOrder: true);
    }

    private static StreamPlan Plan()
    {
        var model = StellarForge.Retail.ForgeModel.Instance;
        var world = new World(42, 1, new Dictionary<string, long> { ["orders"] = 1_000 });
        var tables = new[] { "orders", "order_lines" }.Select(name => new StreamTable(model.Find(name)!, name, 3));
        var faults = new StreamFaults { Late = 0.05, Disorder = 0.1, Duplicates = 0.03, Bad = 0.02 };
        return new StreamPlan(model, world, [.. tables], new AvroMessageFormat(), faults, StreamPlan.DefaultShards);
    }

    private static Task<StreamResult> RunAsync(
        IBroker broker, StreamPlan plan, StreamOptions options, IProgress<StreamProgress> progress, CancellationToken stop = default) =>
        Task.Run(() => new StreamRunner(broker, plan, options).RunAsync(progress, stop, Cancelled), Cancelled);

    private StreamOptions Options(double? rate) => new()
    {
        Name = "s",
        Rate = rate,
        ControlInterval = TimeSpan.FromMilliseconds(50),
        RetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        Spool = Spool(limit: 1 << 30),
    };

    private SpoolOptions Spool(long limit) => new(SpoolPath, limit, folder => new EmbeddedConnector().Open($"embedded:{folder}?fsync=false"));

    private async Task ShouldBeWholeAsync(StreamPlan plan)
    {
        var sent = await SentEvents.ReadAsync(_log, plan);
        foreach (var table in plan.Tables)
        {
            var expected = new ChecksumSink(table.Table.Schema);
            var rows = table.Table.Rows(plan.World).Range(0, plan.World.EndRow(table.Table.Schema));
            while (rows.WriteTo(ref expected))
            {
            }

            sent.Checksum(table).ShouldBe(expected.Checksum);
        }

        sent.ShouldBeWholeLanes();
    }

    // What a stream says of itself; one waits for what it says.
    private sealed class Stream(Func<StreamProgress, bool> awaited) : IProgress<StreamProgress>
    {
        private readonly Lock _lock = new();
        private readonly List<string> _notices = [];
        private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Func<StreamProgress, bool> _awaited = awaited;
        private StreamProgress? _last;

        public StreamProgress Last
        {
            get
            {
                lock (_lock)
                    return _last!;
            }
        }

        public IReadOnlyList<string> Notices
        {
            get
            {
                lock (_lock)
                    return [.. _notices];
            }
        }

        public void Await(Func<StreamProgress, bool> awaited)
        {
            lock (_lock)
                (_awaited, _reached) = (awaited, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        public Task ReachedAsync()
        {
            lock (_lock)
                return _reached.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancelled);
        }

        public void Report(StreamProgress value)
        {
            lock (_lock)
            {
                if (value.Notice is { } notice)
                {
                    _notices.Add(notice);
                    return;
                }

                if (_awaited(value) && _reached.TrySetResult())
                    _last = value;
            }
        }
    }
}
