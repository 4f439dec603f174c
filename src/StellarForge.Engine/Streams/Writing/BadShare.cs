namespace StellarForge.Engine.Streams;

/// <summary>Stops a pipeline whose messages are bad in such numbers that something else is wrong: another table's topic, a changed schema.</summary>
/// <param name="name">What messages call the pipeline.</param>
internal sealed class BadShare(string name)
{
    private const long Window = 10_000;
    private const double MostBad = 0.1;

    private long _events;
    private long _bad;

    /// <summary>Refuses a batch by which more than a tenth of the last 10,000 events are bad.</summary>
    /// <param name="events">The batch's events.</param>
    /// <param name="bad">How many of them are dead letters.</param>
    /// <param name="sample">One of them.</param>
    /// <exception cref="PipelineException">It is refused.</exception>
    public void Check(long events, long bad, DeadLetter? sample)
    {
        var total = Math.Max(Window, _events + events);
        if (_bad + bad > MostBad * total)
        {
            throw new PipelineException(
                $"{name}: {_bad + bad} of {_events + events} events are bad, more than 10 % of {Window}: stopped, with nothing of the last batch written. "
                + $"The last: {sample!.Partition} at offset {sample.Offset}, {sample.Reason}: {sample.Detail}");
        }
    }

    /// <summary>Counts a batch that was committed.</summary>
    public void Count(long events, long bad)
    {
        (_events, _bad) = (_events + events, _bad + bad);
        if (_events >= Window)
            (_events, _bad) = (0, 0);
    }
}
