using StellarForge.Live;

namespace StellarForge.Engine.Streams;

/// <summary>How many rows a second a live stream makes, and what happens to their events: what may change while it runs.</summary>
/// <param name="Rate">The events a second of all tables together, on average.</param>
/// <param name="Shares">By root table, in the stream's order, the root rows for each event.</param>
/// <param name="Pattern">The traffic curve.</param>
public sealed record LivePace(double Rate, IReadOnlyList<double> Shares, TrafficPattern Pattern)
{
    /// <summary>Rates that hold from a time of the day on, UTC, in rising order, in place of <see cref="Rate"/>; empty for none.</summary>
    public IReadOnlyList<LiveStep> Schedule { get; init; } = [];

    /// <summary>Whether no rows are made.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What happens to events on their way.</summary>
    public StreamFaults Faults { get; init; } = StreamFaults.None;

    /// <summary>The most events a second that it ever asks for, on average.</summary>
    internal double HighestRate => Schedule.Select(step => step.Rate).DefaultIfEmpty(Rate).Max();

    /// <summary>Whether it says what can be: it may come from a control log that others wrote to.</summary>
    internal bool IsPossible =>
        Enum.IsDefined(Pattern) && IsRate(Rate) && Shares.All(IsRate) && Faults is not null
        && Schedule.All(step => step is not null && IsRate(step.Rate) && step.From >= TimeSpan.Zero && step.From < TimeSpan.FromDays(1));

    /// <summary>The events a second at a time.</summary>
    /// <param name="time">In microseconds since 1970 UTC.</param>
    public double RateAt(long time)
    {
        if (IsPaused)
            return 0;
        if (Schedule.Count == 0)
            return Rate;
        var ofDay = Canonical.ToDateTime(time).TimeOfDay;
        return (Schedule.LastOrDefault(step => step.From <= ofDay) ?? Schedule[^1]).Rate;
    }

    /// <summary>Whether another pace says the same, item by item.</summary>
    /// <param name="other">The other pace.</param>
    public bool Equals(LivePace? other) =>
        other is not null && Rate == other.Rate && Pattern == other.Pattern && IsPaused == other.IsPaused && Faults == other.Faults
        && Shares.SequenceEqual(other.Shares) && Schedule.SequenceEqual(other.Schedule);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rate, Pattern, IsPaused, Faults, Shares.Count, Schedule.Count);

    private static bool IsRate(double rate) => rate >= 0 && double.IsFinite(rate);

    /// <summary>The segment that begins at a time.</summary>
    internal ShardSegment SegmentAt(long time)
    {
        var rate = RateAt(time);
        return new ShardSegment(new LiveSegment(time, Pattern, [.. Shares.Select(share => share * rate)]), Faults);
    }
}

/// <summary>A rate that holds from a time of the day on.</summary>
/// <param name="From">The time of the day, UTC.</param>
/// <param name="Rate">The events a second.</param>
public sealed record LiveStep(TimeSpan From, double Rate);
