namespace StellarForge.ServiceDefaults;

/// <summary>How fast a total has grown in the last seconds. Not safe for several threads.</summary>
/// <param name="time">The clock.</param>
public sealed class RecentRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long At, long Total)> _reports = new();
    private (long At, long Total) _last = (time.GetTimestamp(), 0);

    /// <summary>Says what the total is by now.</summary>
    public void Report(long total)
    {
        _reports.Enqueue(_last);
        _last = (time.GetTimestamp(), total);
        while (_reports.Count > 1 && time.GetElapsedTime(_reports.Peek().At) > Window)
            _reports.Dequeue();
    }

    /// <summary>The growth a second; 0 where nothing was reported for as long.</summary>
    public double PerSecond
    {
        get
        {
            if (_reports.Count == 0 || time.GetElapsedTime(_last.At) > Window)
                return 0;
            var (at, total) = _reports.Peek();
            return (_last.Total - total) / Math.Max(1e-3, time.GetElapsedTime(at, _last.At).TotalSeconds);
        }
    }
}
