namespace StellarForge.Engine.Tests.Streams.Live;

/// <summary>A clock that runs so many times faster than the real one.</summary>
internal sealed class FastTime(DateTimeOffset start, int factor) : TimeProvider
{
    private readonly long _origin = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(_origin) * factor);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(_origin).Ticks * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Real(dueTime), Real(period));

    private TimeSpan Real(TimeSpan time) => time > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / factor)) : time;
}
