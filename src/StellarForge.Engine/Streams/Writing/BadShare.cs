namespace StellarForge.Engine.Streams;

/// <summary>
/// Stops a pipeline whose messages are bad in such numbers that something else is wrong: another table's topic, a changed schema. Copies that a stream sends
/// on purpose, which may be refused, don't count.
/// </summary>
/// <param name="name">What messages call the pipeline.</param>
/// <param name="isLifted">Whether the first window's events may be bad, however many.</param>
internal sealed class BadShare(string name, bool isLifted)
{
    private const long Window = 10_000;
    private const double MostBad = 0.1;

    private bool _isLifted = isLifted;
    private long _events;
    private long _bad;

    /// <summary>Refuses a batch by which more than a tenth of the last 10,000 events are bad.</summary>
    /// <param name="part">The batch.</param>
    /// <exception cref="BadShareException">It is refused.</exception>
    public void Check(BatchPart part)
    {
        var (events, bad) = (_events + part.Events - part.RefusedCopies, _bad + part.Letters.Count - part.RefusedCopies);
        if (_isLifted || bad <= MostBad * Math.Max(Window, events))
            return;
        var last = part.Letters.Last(letter => letter.Origin is not { IsCopy: true });
        throw new BadShareException(
            $"{name}: {bad} of {events} events are bad, more than 10 % of {Window}: stopped, with nothing of the last batch written. "
            + $"The last: {last.Partition} at offset {last.Offset}, {last.Reason}: {last.Detail}");
    }

    /// <summary>Counts a batch that was committed.</summary>
    public void Count(BatchPart part)
    {
        (_events, _bad) = (_events + part.Events - part.RefusedCopies, _bad + part.Letters.Count - part.RefusedCopies);
        if (_events >= Window)
            (_events, _bad, _isLifted) = (0, 0, false);
    }
}
