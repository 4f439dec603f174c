namespace StellarForge;

/// <summary>Event time that rises with the row index, from <c>start</c> to <c>end</c>, denser where the traffic is.</summary>
/// <param name="start">The time of the first row, ISO 8601, UTC.</param>
/// <param name="end">The end, exclusive.</param>
/// <param name="pattern">The traffic curve.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TimelineAttribute(string start, string end, TrafficPattern pattern = TrafficPattern.Flat) : Attribute
{
    /// <summary>The time of the first row.</summary>
    public string Start { get; } = start;

    /// <summary>The end, exclusive.</summary>
    public string End { get; } = end;

    /// <summary>The traffic curve.</summary>
    public TrafficPattern Pattern { get; set; } = pattern;
}
