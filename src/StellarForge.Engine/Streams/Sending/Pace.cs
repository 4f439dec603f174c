namespace StellarForge.Engine.Streams;

/// <summary>
/// Says when the next event may go: by a token bucket, by the events' own time, by both, or at once; of a live stream, by the clock. Safe for many threads.
/// </summary>
internal sealed class Pace
{
    private readonly TimeProvider _time;
    private readonly double? _rate;
    private readonly double? _burst;
    private readonly double? _speed;
    private readonly Lock _lock = new();
    private double _perSecond;
    private double _tokens;
    private long _filled;
    private long? _originTime;
    private long _originTimestamp;

    public Pace(StreamOptions options, bool isLive = false)
    {
        (_time, _rate, _burst, _speed) = (options.Time, options.Rate, options.Burst, options.Speed);
        _filled = _time.GetTimestamp();
        if (!isLive)
            return;
        (_rate, _speed) = (null, 1);
        ReadClock();
    }

    /// <summary>The time of a live stream, in microseconds since 1970 UTC: the clock's when it was read last, and what has passed since.</summary>
    public long Now
    {
        get
        {
            lock (_lock)
                return (_originTime ?? 0) + (long)_time.GetElapsedTime(_originTimestamp).TotalMicroseconds;
        }
    }

    /// <summary>Reads the clock anew, of a live stream. Its time never falls.</summary>
    public void ReadClock()
    {
        lock (_lock)
        {
            var clock = _time.GetMicroseconds();
            (_originTime, _originTimestamp) = (_originTime is null ? clock : Math.Max(Now, clock), _time.GetTimestamp());
        }
    }

    /// <summary>Sets this process's share of the stream's rate, from 0 to 1.</summary>
    public void Share(double share)
    {
        lock (_lock)
        {
            Fill();
            _perSecond = (_rate ?? 0) * share;
        }
    }

    /// <summary>Takes leave to send one event.</summary>
    /// <param name="time">Its send time.</param>
    /// <param name="wait">Otherwise, how long to wait at least.</param>
    public bool TryTake(long time, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_rate is null && _speed is null)
            return true;
        lock (_lock)
        {
            if (_speed is { } speed)
            {
                if (_originTime is null)
                    (_originTime, _originTimestamp) = (time, _time.GetTimestamp());
                var due = (time - _originTime.Value) / speed;
                var passed = _time.GetElapsedTime(_originTimestamp).TotalMicroseconds;
                if (due > passed)
                {
                    wait = TimeSpan.FromMicroseconds(Math.Min(due - passed, TimeSpan.MicrosecondsPerDay));
                    return false;
                }
            }

            if (_rate is null)
                return true;
            Fill();
            if (_tokens >= 1)
            {
                _tokens--;
                return true;
            }

            wait = _perSecond > 0 ? TimeSpan.FromSeconds(Math.Min((1 - _tokens) / _perSecond, 3600)) : TimeSpan.FromSeconds(1);
            return false;
        }
    }

    private void Fill()
    {
        var now = _time.GetTimestamp();

        // At least what comes in the two milliseconds that a timer takes: else the rate could not be held.
        var most = Math.Max(Math.Max(1, _perSecond / 500), _burst ?? _perSecond / 10);
        _tokens = Math.Min(most, _tokens + (_time.GetElapsedTime(_filled, now).TotalSeconds * _perSecond));
        _filled = now;
    }
}
