using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams;

public sealed class PaceTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_rate_is_kept_over_any_time()
    {
        var pace = Create(rate: 100);

        Sent(pace, seconds: 10).ShouldBeInRange(990, 1011);
    }

    [Fact]
    public void After_a_pause_no_more_than_the_burst_goes_at_once()
    {
        var pace = Create(rate: 100, burst: 25);
        _time.Advance(TimeSpan.FromMinutes(5));

        AtOnce(pace).ShouldBe(25);
    }

    [Fact]
    public void A_share_of_the_shards_has_its_share_of_the_rate()
    {
        var pace = Create(rate: 80);
        pace.Share(0.25);

        Sent(pace, seconds: 10).ShouldBeInRange(190, 210);
    }

    [Fact]
    public void A_process_without_shards_sends_nothing()
    {
        var pace = Create(rate: 80);
        pace.Share(0);
        AtOnce(pace);
        _time.Advance(TimeSpan.FromSeconds(30));

        AtOnce(pace).ShouldBe(0);
    }

    [Fact]
    public void With_a_speed_events_are_as_far_apart_as_their_times()
    {
        var pace = new Pace(new StreamOptions { Name = "s", Speed = 60, Time = _time });
        const long Minute = 60_000_000;

        pace.TryTake(7 * Minute, out _).ShouldBeTrue();
        pace.TryTake(8 * Minute, out var wait).ShouldBeFalse();

        wait.ShouldBe(TimeSpan.FromSeconds(1));
        _time.Advance(wait);
        pace.TryTake(8 * Minute, out _).ShouldBeTrue();
    }

    [Fact]
    public void What_fell_due_meanwhile_goes_at_once()
    {
        var pace = new Pace(new StreamOptions { Name = "s", Speed = 1, Time = _time });
        pace.TryTake(0, out _).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(5));

        for (var second = 1; second <= 5; second++)
            pace.TryTake(second * 1_000_000, out _).ShouldBeTrue();
        pace.TryTake(6_000_000, out _).ShouldBeFalse();
    }

    private Pace Create(double rate, double? burst = null)
    {
        var pace = new Pace(new StreamOptions { Name = "s", Rate = rate, Burst = burst, Time = _time });
        pace.Share(1);
        return pace;
    }

    private static int AtOnce(Pace pace)
    {
        var sent = 0;
        while (pace.TryTake(0, out _))
            sent++;
        return sent;
    }

    private int Sent(Pace pace, int seconds)
    {
        var sent = 0;
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero;)
        {
            if (pace.TryTake(0, out var wait))
            {
                sent++;
                continue;
            }

            _time.Advance(wait);
            left -= wait;
        }

        return sent;
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
