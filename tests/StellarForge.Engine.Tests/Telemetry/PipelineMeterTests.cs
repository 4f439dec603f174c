using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Tests.Streams;

namespace StellarForge.Engine.Tests.Telemetry;

public sealed class PipelineMeterTests : IAsyncDisposable
{
    private const string Topic = "numbers";

    private readonly string _pipeline = $"pipeline-{Guid.NewGuid()}";
    private readonly MemoryBroker _broker = new();
    private readonly MemoryPipelineTarget _target = new();
    private readonly MeterRecorder _recorder;

    public PipelineMeterTests()
    {
        _broker.Create(Topic, 2);
        _recorder = new MeterRecorder($"stellarforge.pipeline={_pipeline}");
    }

    public async ValueTask DisposeAsync()
    {
        _recorder.Dispose();
        await _broker.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Who_listens_to_the_meter_hears_of_events_dead_letters_and_times()
    {
        for (var number = 0; number < 9; number++)
            _broker.Append(Topic, 0, NumberFormat.Encode(number));
        _broker.Append(Topic, 0, "x"u8.ToArray());

        await RunAsync();

        string[] target = ["stellarforge.target=memory:target", "db.system.name=memory"];
        _recorder.Sum("stellarforge.events.consumed", "messaging.system=memory", $"messaging.destination.name={Topic}").ShouldBe(10);
        _recorder.Sum("stellarforge.events.written", ["stellarforge.outcome=written", $"stellarforge.table={NumberFormat.Keyless}", .. target]).ShouldBe(9);
        _recorder.Sum("stellarforge.events.written", "stellarforge.outcome=dead_letter").ShouldBe(1);
        _recorder.Sum("stellarforge.dead_letters", ["stellarforge.reason=malformed", .. target]).ShouldBe(1);
        _recorder.Of("stellarforge.write.duration", target).ShouldNotBeEmpty();

        // Once for events of one millisecond.
        _recorder.Of("stellarforge.end_to_end.duration").Count.ShouldBeInRange(1, 10);
        _recorder.Of("stellarforge.errors").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_is_counted_be_it_tried_again_or_the_end()
    {
        _broker.Append(Topic, 0, NumberFormat.Encode(1));
        var steps = 0;
        _target.Stepping = step => step == "commit" && ++steps < 3
            ? throw new TargetException("It failed.", kind: steps == 1 ? ErrorKind.Transient : ErrorKind.Final) : Task.CompletedTask;

        await Should.ThrowAsync<TargetException>(RunAsync);

        _recorder.Sum("stellarforge.errors", "stellarforge.reason=transient", "error.type=StellarForge.Engine.TargetException").ShouldBe(1);
        _recorder.Sum("stellarforge.errors", "stellarforge.reason=final").ShouldBe(1);
    }

    [Fact]
    public async Task A_pipeline_waits_for_a_target_that_is_away_until_it_is_back()
    {
        _broker.Append(Topic, 0, NumberFormat.Encode(1));
        var steps = 0;
        _target.Stepping = step => step == "commit" && ++steps == 1
            ? throw new TargetException("It is away.", kind: ErrorKind.Transient) : Task.CompletedTask;
        var reports = new Reports();

        var total = await RunAsync(Topic, reports);

        reports.Single(report => report.Notice is not null).ShouldSatisfyAllConditions(
            report => report.Notice!.ShouldStartWith("It is away. Trying again in"), report => report.IsWaiting.ShouldBeTrue());
        total.IsWaiting.ShouldBeFalse();
    }

    [Fact]
    public async Task A_pipeline_that_is_refused_before_it_starts_counts_as_an_error()
    {
        await Should.ThrowAsync<PipelineException>(() => RunAsync("unknown"));

        _recorder.Sum(
            "stellarforge.errors", "error.type=StellarForge.Engine.Streams.PipelineException", "stellarforge.reason=final", "stellarforge.target=memory:target")
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_lag_is_that_of_each_partition_for_as_long_as_the_pipeline_runs()
    {
        var plan = new PipelinePlan(_pipeline, _broker.DisplayName, [new PipelineTable(Topic, 2, NumberFormat.Keyless)]);
        await using (var meter = new PipelineMeter(plan, _broker, _target, _pipeline, new PipelineOptions(), null))
        {
            meter.Behind([new PartitionLag(new TopicPartition(Topic, 0), 3), new PartitionLag(new TopicPartition(Topic, 1), 4)]);
            _recorder.Observe();
        }

        _recorder.Of("stellarforge.lag", "messaging.destination.partition.id=0").ShouldBe([3]);
        _recorder.Of("stellarforge.lag", "messaging.destination.partition.id=1", $"messaging.destination.name={Topic}").ShouldBe([4]);
        _recorder.Observe();
        _recorder.Of("stellarforge.lag").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_is_reported_once_the_meter_is_disposed()
    {
        var plan = new PipelinePlan(_pipeline, _broker.DisplayName, [new PipelineTable(Topic, 2, NumberFormat.Keyless)]);
        using var slow = new SlowProgress();
        var meter = new PipelineMeter(plan, _broker, _target, _pipeline, new PipelineOptions { ReportInterval = TimeSpan.FromMilliseconds(1) }, slow);
        await slow.Entered.Task.WaitAsync(TimeSpan.FromMinutes(2));

        var disposing = meter.DisposeAsync().AsTask();
        disposing.IsCompleted.ShouldBeFalse("Somebody is being told.");
        slow.Leave.Set();
        await disposing;

        slow.HasLeft.ShouldBeTrue();
    }

    private Task<PipelineProgress> RunAsync() => RunAsync(Topic);

    private Task<PipelineProgress> RunAsync(string topic, IProgress<PipelineProgress>? progress = null) => new PipelineRunner(
        _broker, _target, new NumberFormat(), _pipeline, [new PipelineTopic(topic, NumberFormat.Keyless)],
        new PipelineOptions { UntilIdle = TimeSpan.FromMilliseconds(50), RetryDelay = TimeSpan.FromMilliseconds(1) }).RunAsync(progress);

    // Told one at a time.
    private sealed class Reports : List<PipelineProgress>, IProgress<PipelineProgress>
    {
        void IProgress<PipelineProgress>.Report(PipelineProgress value) => Add(value);
    }

    private sealed class SlowProgress : IProgress<PipelineProgress>, IDisposable
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Leave { get; } = new();

        public bool HasLeft { get; private set; }

        public void Report(PipelineProgress value)
        {
            Entered.TrySetResult();
            Leave.Wait();
            HasLeft = true;
        }

        public void Dispose() => Leave.Dispose();
    }
}
