using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using static StellarForge.Engine.Tests.Streams.Live.LiveShard;

namespace StellarForge.Engine.Tests.Streams.Live;

public sealed class LiveSegmentsTests : IAsyncDisposable
{
    private static readonly LivePace Pace = new(100, [0.25], TrafficPattern.Diurnal);

    private readonly string _folder = Directory.CreateTempSubdirectory("live").FullName;
    private readonly IBroker _broker;

    public LiveSegmentsTests() => _broker = new EmbeddedConnector().Open($"embedded:{_folder}");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_first_segment_begins_now()
    {
        var due = Due(Pace, new ShardState(), Noon, isTakenOver: true).Rows;

        (due.Start, due.Pattern).ShouldBe((Noon, TrafficPattern.Diurnal));
        due.Rates.ShouldBe([25.0]);
    }

    [Fact]
    public void Nothing_begins_where_nothing_changed() =>
        LiveSegments.Due(Pace, Shard(Noon + Second, Pace.SegmentAt(Noon - Second)), Noon, isTakenOver: true).ShouldBeEmpty();

    [Fact]
    public void Another_rate_begins_at_the_limit()
    {
        var due = Due(Pace with { Rate = 200 }, Shard(Noon + Second, Pace.SegmentAt(Noon - Second)), Noon, isTakenOver: false).Rows;

        due.Start.ShouldBe(Noon + Second);
        due.Rates.ShouldBe([50.0]);
    }

    [Fact]
    public void While_nobody_sent_a_shard_no_rows_were_made()
    {
        var due = LiveSegments.Due(Pace, Shard(Noon - (60 * Second), Pace.SegmentAt(Noon - (90 * Second))), Noon, isTakenOver: true).ToList();

        due.Select(segment => segment.Rows.Start).ShouldBe([Noon - (60 * Second), Noon]);
        due.Select(segment => segment.Rows.Rates.Single()).ShouldBe([0.0, 25.0]);
    }

    [Fact]
    public void What_a_process_could_not_send_for_a_while_it_catches_up_with() =>
        LiveSegments.Due(Pace, Shard(Noon - (60 * Second), Pace.SegmentAt(Noon - (90 * Second))), Noon, isTakenOver: false).ShouldBeEmpty();

    [Fact]
    public void Other_faults_begin_at_the_limit_and_rates_stay()
    {
        var faults = StreamFaults.None with { Bad = 0.5 };
        var due = Due(Pace with { Faults = faults }, Shard(Noon + Second, Pace.SegmentAt(Noon - Second)), Noon, isTakenOver: false);

        (due.Rows.Start, due.Rows.Rates.Single(), due.Faults).ShouldBe((Noon + Second, 25.0, faults));
    }

    [Fact]
    public void A_pause_and_its_end_are_segments()
    {
        var paused = Due(Pace with { IsPaused = true }, Shard(Noon + Second, Pace.SegmentAt(Noon - Second)), Noon, isTakenOver: false);
        var resumed = Due(Pace, Shard(Noon + (9 * Second), Pace.SegmentAt(Noon - Second), paused), Noon + (8 * Second), isTakenOver: true);

        paused.Rows.Rates.ShouldBe([0.0]);
        (resumed.Rows.Start, resumed.Rows.Rates.Single()).ShouldBe((Noon + (9 * Second), 25.0));
    }

    [Theory]
    [InlineData("07:59", 40)]
    [InlineData("08:00", 500)]
    [InlineData("17:59", 500)]
    [InlineData("18:00", 40)]
    [InlineData("00:00", 40)]
    public void A_schedule_has_its_rates_by_the_time_of_the_day(string time, double rate)
    {
        var pace = Pace with { Schedule = [new LiveStep(TimeSpan.FromHours(8), 500), new LiveStep(TimeSpan.FromHours(18), 40)] };
        var day = Noon - (12 * 3_600 * Second);

        pace.RateAt(day + Canonical.FromTime(TimeOnly.ParseExact(time, "HH:mm"))).ShouldBe(rate);
    }

    [Fact]
    public async Task The_log_takes_segments_of_the_owner_that_begin_at_the_limit_or_later_and_nothing_of_others()
    {
        var plan = Plan(StreamFaults.None, 2, "orders") with { Live = new LivePlan(Pace) };
        await using var log = await ControlLog.OpenAsync(_broker, "s", creates: true, TimeProvider.System, Cancelled);
        var stream = StreamDefinition.Record(plan, null, null, DateTimeOffset.UtcNow);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        AliveRecord Alive(Guid process, long limit) => new(stream.Id, process, ProcessName.Current, Limit: limit);
        SegmentRecord Begin(long epoch, long start, double rate) => new(stream.Id, 0, epoch, start, TrafficPattern.Flat, [rate], StreamFaults.None);

        await log.AppendAsync(
            [
                stream, Alive(one, 100), new ClaimRecord(stream.Id, 0, 1, one), Begin(1, 200, 1), Alive(one, 300), Alive(other, 900),
                Begin(1, 299, 7), Begin(1, 300, 2), new ClaimRecord(stream.Id, 0, 2, other), Alive(one, 500), Begin(1, 600, 8), Begin(2, 400, 3),
                Alive(other, 450),
            ],
            Cancelled);

        log.Shards[0].Limit.ShouldBe(450);
        log.Shards[0].Segments.Select(segment => (segment.Rows.Start, segment.Rows.Rates.Single())).ShouldBe([(200, 1.0), (300, 2.0), (400, 3.0)]);
        (log.Shards[1].Limit, log.Shards[1].Segments.Count).ShouldBe((long.MinValue, 0));
    }

    private static ShardSegment Due(LivePace pace, ShardState shard, long now, bool isTakenOver) =>
        LiveSegments.Due(pace, shard, now, isTakenOver).ShouldHaveSingleItem();

    private static ShardState Shard(long limit, params ShardSegment[] segments) => new() { Limit = limit, Segments = segments };
}
