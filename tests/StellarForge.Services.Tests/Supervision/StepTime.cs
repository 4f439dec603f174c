namespace StellarForge.Services.Tests.Supervision;

/// <summary>A clock that stands until it is told to go on, and whose timers are due at once; it keeps what they were set to.</summary>
internal sealed class StepTime : TimeProvider
{
    private long _timestamp;

    /// <summary>What was waited for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _timestamp);

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _timestamp, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (Waits)
            Waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
