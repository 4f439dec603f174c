namespace StellarForge.Engine.Streams;

/// <summary>
/// How often events are late, out of order, doubled or damaged, and by how much. Each is a function of the row, so that the same rows are hit each time, and
/// can be counted before. Probabilities are from 0 to 1.
/// </summary>
public sealed record StreamFaults
{
    /// <summary>None.</summary>
    public static StreamFaults None { get; } = new();

    /// <summary>The share of rows that are sent late: by <see cref="LateBy"/> at most, and by more than <see cref="DisorderBy"/>.</summary>
    public double Late { get; init; }

    /// <summary>The share of rows, of those that are not late, that are sent a little later: by <see cref="DisorderBy"/> at most.</summary>
    public double Disorder { get; init; }

    /// <summary>The share of rows that are sent twice: the second time by <see cref="DisorderBy"/> later at most.</summary>
    public double Duplicates { get; init; }

    /// <summary>The share of rows of which a damaged copy is sent as well, by <see cref="DisorderBy"/> later at most.</summary>
    public double Bad { get; init; }

    /// <summary>The longest delay of a late event, in event time. Default an hour.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest delay of an event that is out of order, in event time. Default a minute.</summary>
    public TimeSpan DisorderBy { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest time between an event and its sending, in microseconds.</summary>
    internal long LongestLateness => Late > 0 ? Units(LateBy) : Disorder > 0 ? Units(DisorderBy) : 0;

    /// <summary>The longest time between an event and the last message that is made from its row, in microseconds.</summary>
    internal long LongestDelay => LongestLateness + (Duplicates > 0 || Bad > 0 ? Units(DisorderBy) : 0);

    /// <summary>Refuses what is not possible.</summary>
    /// <exception cref="ArgumentException">A probability is not from 0 to 1, or a delay is negative or too long; the message says which.</exception>
    public void Validate()
    {
        if (FindProblem() is { } problem)
            throw new ArgumentException(problem);
    }

    /// <summary>What is not possible; <see langword="null"/> where all is.</summary>
    internal string? FindProblem()
    {
        foreach (var (name, probability) in new[] { (nameof(Late), Late), (nameof(Disorder), Disorder), (nameof(Duplicates), Duplicates), (nameof(Bad), Bad) })
        {
            if (!(probability is >= 0 and <= 1))
                return FormattableString.Invariant($"{name} is {probability}; a probability is from 0 to 1.");
        }

        return DisorderBy < TimeSpan.FromMicroseconds(1) ? $"DisorderBy is {DisorderBy}; it has to be a microsecond at least."
            : LateBy <= DisorderBy
                ? $"LateBy ({LateBy}) has to be longer than DisorderBy ({DisorderBy}): what is late comes later than what is out of order."
            : LateBy > TimeSpan.FromDays(366) ? $"LateBy is {LateBy}; a year is the longest."
            : null;
    }

    internal static long Units(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
