using System.Globalization;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.SchemaRegistry;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams;

public sealed partial class PipelineTests : IAsyncDisposable
{
    private const string Topic = "numbers";

    private static readonly TopicPartition First = new(Topic, 0);
    private static readonly Guid Stream = Guid.Parse("11111111-2222-3333-4444-555555555555");

    private readonly MemoryBroker _broker = new();
    private readonly MemoryPipelineTarget _target = new();
    private readonly NumberFormat _format = new();
    private readonly List<string> _notices = [];

    public PipelineTests() => _broker.Create(Topic, 1);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Events_behind_a_gap_that_nobody_closes_are_an_error_that_names_what_is_missing_and_are_not_committed()
    {
        Send(0, -1);
        Send(1, 0);
        Send(4, 3);
        Foreign("1000");

        var error = await Should.ThrowAsync<PipelineException>(() => RunAsync());

        error.Message.ShouldContain($"{Stream}");
        error.Message.ShouldContain("numbers[0]: shard 7 has number 4 at offset 2, which follows number 3, and the last that was written is number 1");
        Written().ShouldBe([0, 1]);
        _target.Offset(First).ShouldBe(2);
    }

    [Fact]
    public async Task A_gap_is_an_error_in_time_though_other_lanes_go_on()
    {
        Send(0, -1);
        Send(2, 1);
        using var sending = new CancellationTokenSource();
        var others = SendOthersAsync(sending.Token);

        var error = await Should.ThrowAsync<PipelineException>(
            () => RunAsync(new PipelineOptions { GapTimeout = TimeSpan.FromMilliseconds(10) }));

        error.Message.ShouldContain("number 2 at offset 1");
        await sending.CancelAsync();
        await others;
    }

    [Fact]
    public async Task A_resend_closes_a_gap_once_it_has_all_that_was_met()
    {
        Send(0, -1);
        Send(2, 1);
        Send(3, 2);
        Foreign("1000");
        Send(1, 0);
        Send(2, 1);
        (await Should.ThrowAsync<PipelineException>(() => RunAsync())).Message.ShouldContain("a resend ends at number 2");
        Written().ShouldBe([0]);

        Send(3, 2);
        await RunAsync();

        Written().ShouldBe([0, 1000, 1, 2, 3]);
        _target.Offset(First).ShouldBe(7);
    }

    [Fact]
    public async Task An_event_that_contradicts_its_lane_is_an_error()
    {
        Send(0, -1);
        Send(3, 0);
        Send(5, 2);

        (await Should.ThrowAsync<PipelineException>(() => RunAsync())).Message.ShouldContain("says that it follows number 2, but number 3 is between them");
    }

    [Theory]
    [InlineData(WriteMode.Append, 2, 0)]
    [InlineData(WriteMode.Ignore, 0, 2)]
    [InlineData(WriteMode.Upsert, 0, 0)]
    public async Task Keys_that_are_there_are_refused_ignored_or_replaced(WriteMode mode, int letters, int ignored)
    {
        foreach (var number in (int[])[1, 2, 1, 2, 3])
            Foreign($"{number}");

        var total = await RunAsync(mode: mode);

        Written().Order().ShouldBe([1, 2, 3]);
        _target.Letters.Select(letter => letter.Reason).ShouldBe(Enumerable.Repeat(DeadLetterReason.KeyExists, letters));
        total.Tables.ShouldHaveSingleItem().Ignored.ShouldBe(ignored);
        total.Events.ShouldBe(5);
    }

    [Fact]
    public async Task Rows_say_when_and_from_where_they_came()
    {
        Foreign("5");
        Foreign("bad");
        Foreign("6");
        var before = DateTime.UtcNow;

        await RunAsync(new PipelineOptions { Metadata = true });

        _target.Rows.Select(row => (row.Values[0], row.Values[2], row.Values[3])).ShouldBe([("5", "0", "0"), ("6", "0", "2")]);
        DateTime.Parse(_target.Rows[0].Values[1]!, CultureInfo.InvariantCulture).ShouldBeInRange(before.AddSeconds(-1), DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_not_done_again()
    {
        Foreign("1");
        var fails = true;
        _target.Stepping = step =>
        {
            if (step != "committed" || !fails)
                return Task.CompletedTask;
            fails = false;
            throw new TargetException("The connection is lost.", kind: ErrorKind.Transient);
        };

        await RunAsync();

        Written().ShouldBe([1]);
        _target.Commits.ShouldBe(1);
        _notices.ShouldHaveSingleItem().ShouldContain("The connection is lost. Trying again");
    }

    [Fact]
    public async Task What_fails_for_good_stops_the_pipeline()
    {
        Foreign("1");
        _target.Stepping = step => step == "load" ? throw new TargetException("No right.") : Task.CompletedTask;

        (await Should.ThrowAsync<TargetException>(() => RunAsync())).Message.ShouldBe("No right.");
    }

    [Fact]
    public async Task A_partition_that_a_stranger_took_over_is_taken_back_where_the_broker_leaves_it_here()
    {
        Foreign("1");
        var running = RunAsync(new PipelineOptions { UntilIdle = TimeSpan.FromSeconds(5) });
        await Until(() => _target.Commits == 1);
        await using (var stranger = await _target.ConnectAsync(new PipelinePlan("test", "memory:", []), default))
            await stranger.TakeAsync(First, "stranger", default);

        Foreign("2");
        await running;

        Written().ShouldBe([1, 2]);
        _notices.ShouldHaveSingleItem().ShouldContain("another writer has numbers[0] now");
    }

    [Fact]
    public async Task A_writer_that_finds_all_keys_written_by_its_successor_leaves_them_to_it()
    {
        await using var copy = new MemoryBroker();
        copy.Create(Topic, 1);
        for (var number = 0; number < 2000; number++)
        {
            Foreign($"{number}");
            copy.Append(Topic, 0, NumberFormat.Encode(number));
        }

        var isFirst = true;
        _target.Stepping = async step =>
        {
            if (step != "load" || !isFirst)
                return;
            isFirst = false;
            await RunAsync(mode: WriteMode.Append, broker: copy);
        };

        await RunAsync(mode: WriteMode.Append);

        Written().ShouldBe(Enumerable.Range(0, 2000).Select(number => (long)number));
        _target.Letters.ShouldBeEmpty();
        _notices.ShouldContain(notice => notice.Contains("another writer has numbers[0] now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asked_to_stop_a_pipeline_finishes_the_batch_in_hand()
    {
        for (var number = 0; number < 1000; number++)
            Foreign($"{number}");
        using var stop = new CancellationTokenSource();
        _target.Stepping = async step =>
        {
            if (step == "commit")
                await stop.CancelAsync();
        };

        var total = await RunAsync(new PipelineOptions { UntilIdle = TimeSpan.FromMinutes(1), BatchRows = 100 }, stop: stop.Token);

        total.Events.ShouldBe(_target.Offset(First));
        Written().Count.ShouldBe((int)_target.Offset(First));
        _target.Offset(First).ShouldBeInRange(100, 300);
    }

    [Fact]
    public async Task A_message_waits_for_its_schema_where_nobody_can_be_asked()
    {
        Foreign("1");
        Foreign("s5");
        Foreign("2");
        var asked = 0;
        _format.Finding = () =>
        {
            if (++asked < 4)
                throw new SchemaRegistryException("The registry is away.", kind: ErrorKind.Transient);
        };

        await RunAsync();

        Written().ShouldBe([1, 5, 2]);
        _target.Letters.ShouldBeEmpty();
        _notices.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_lost_connection_to_the_broker_is_made_again()
    {
        Foreign("1");
        var reads = 0;
        _broker.Reading = () =>
        {
            if (Interlocked.Increment(ref reads) % 3 == 0 && reads < 30)
                throw new BrokerException("The broker is gone.", kind: ErrorKind.Transient);
        };

        await RunAsync(new PipelineOptions { UntilIdle = TimeSpan.FromMilliseconds(300) });

        Written().ShouldBe([1]);
        _notices.ShouldContain("The broker is gone. Connecting again.");
    }

    [Fact]
    public void A_fingerprint_never_changes()
    {
        var message = new Message { Partition = First, Key = "key"u8, Value = "value"u8, Timestamp = 5 };
        var event0 = new Message { Partition = First, Value = "value"u8, Origin = new EventOrigin(Stream, 7, 8, -1) };

        // printf '\0\0\0\3key\0\0\0\5value' | sha256sum, and with the origin's 36 bytes.
        MessageFingerprint.Of(message).ShouldBe(FingerprintOfMessage);
        MessageFingerprint.Of(event0).ShouldBe(FingerprintOfEvent);
    }

    [Fact]
    public void Percentiles_are_right_to_a_sixteenth()
    {
        var histogram = new LatencyHistogram();
        for (var time = 1; time <= 10_000; time++)
            histogram.Record(time);
        var before = histogram.Snapshot();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        foreach (var share in (double[])[0.001, 0.5, 0.95, 0.99, 1])
            LatencyHistogram.Percentile(before, null, share)!.Value.TotalMicroseconds.ShouldBeInRange(share * 10_000, share * 10_000 * 17 / 16 + 1);
        LatencyHistogram.Percentile(histogram.Snapshot(), before, 0.5)!.Value.ShouldBe(TimeSpan.Zero);
        LatencyHistogram.Percentile(before, before, 0.5).ShouldBeNull();
    }

    private const long FingerprintOfMessage = -4618621198932868268;
    private const long FingerprintOfEvent = -3704985487359560163;

    private async Task SendOthersAsync(CancellationToken cancellationToken)
    {
        for (var number = 1000; !cancellationToken.IsCancellationRequested; number++)
        {
            Foreign($"{number}");
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var end = DateTime.UtcNow.AddSeconds(30); !condition(); await Task.Delay(1))
            DateTime.UtcNow.ShouldBeLessThan(end);
    }

    private List<long> Written() => [.. _target.Rows.Select(row => long.Parse(row.Values[0]!, CultureInfo.InvariantCulture))];

    private void Send(long number, long previous) =>
        _broker.Append(Topic, 0, NumberFormat.Encode(number), new EventOrigin(Stream, 7, number, previous));

    private void Foreign(string text) => _broker.Append(Topic, 0, System.Text.Encoding.UTF8.GetBytes(text));

    private Task<PipelineProgress> RunAsync(
        PipelineOptions? options = null, WriteMode? mode = null, string topic = Topic, MemoryBroker? broker = null, CancellationToken stop = default)
    {
        options ??= new PipelineOptions();
        return new PipelineRunner(
            broker ?? _broker, _target, _format, "test",
            [new PipelineTopic(topic, mode is null ? NumberFormat.Keyless : NumberFormat.Keyed, mode ?? WriteMode.Append)],
            options with
            {
                UntilIdle = options.UntilIdle ?? TimeSpan.FromMilliseconds(50),
                BatchWait = TimeSpan.FromMilliseconds(1),
                RetryDelay = TimeSpan.FromMilliseconds(1),
                MaxRetryDelay = TimeSpan.FromMilliseconds(5),
                RetakeDelay = TimeSpan.FromMilliseconds(10),
            }).RunAsync(new Notices(_notices), stop);
    }

    private sealed class Notices(List<string> notices) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value)
        {
            if (value.Notice is { } notice)
                notices.Add(notice);
        }
    }
}
