using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

/// <summary>What is to change of a stream, as a change of its pace.</summary>
internal static class StreamChanges
{
    private static readonly string[] Patterns = [.. Enum.GetValues<TrafficPattern>().Select(pattern => SettingNames.Of(pattern))];

    /// <summary>Refuses what is not possible.</summary>
    /// <exception cref="ArgumentException">A value is not possible; the message says which.</exception>
    public static void Check(StreamChange change)
    {
        if (change.Rate is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ArgumentException(FormattableString.Invariant($"rate is {rate}. Give events a second, above 0; paused makes none."));
        if (change.Pattern is { } pattern && !Patterns.Contains(pattern))
            throw new ArgumentException($"There is no pattern '{pattern}'. {NearNames.Suggest(pattern, Patterns)}");
        if (change.Faults is not { } faults)
            return;
        foreach (var (name, value) in new[] { ("late", faults.Late), ("disorder", faults.Disorder), ("duplicates", faults.Duplicates), ("bad", faults.Bad) })
        {
            if (value is not (null or (>= 0 and <= 1)))
                throw new ArgumentException(FormattableString.Invariant($"faults.{name} is {value}. A probability is from 0 to 1."));
        }
    }

    /// <summary>The pace after a change. A rate takes the place of a schedule.</summary>
    public static LivePace Apply(StreamChange change, LivePace was) => was with
    {
        Rate = change.Rate ?? was.Rate,
        Schedule = change.Rate is null ? was.Schedule : [],
        Pattern = change.Pattern is { } name ? Enum.GetValues<TrafficPattern>().Single(pattern => SettingNames.Of(pattern) == name) : was.Pattern,
        IsPaused = change.Paused ?? was.IsPaused,
        Faults = change.Faults is { } faults
            ? was.Faults with
            {
                Late = faults.Late ?? was.Faults.Late,
                Disorder = faults.Disorder ?? was.Faults.Disorder,
                Duplicates = faults.Duplicates ?? was.Faults.Duplicates,
                Bad = faults.Bad ?? was.Faults.Bad,
            }
            : was.Faults,
    };

    /// <summary>The pace after a change of configuration. What did not change there stays as it is, whoever set it.</summary>
    public static LivePace Apply(LivePace before, LivePace after, LivePace was) => was with
    {
        Rate = after.Rate == before.Rate ? was.Rate : after.Rate,
        Shares = after.Shares.SequenceEqual(before.Shares) ? was.Shares : after.Shares,
        Schedule = after.Schedule.SequenceEqual(before.Schedule) ? was.Schedule : after.Schedule,
        Pattern = after.Pattern == before.Pattern ? was.Pattern : after.Pattern,
        IsPaused = after.IsPaused == before.IsPaused ? was.IsPaused : after.IsPaused,
        Faults = after.Faults == before.Faults ? was.Faults : after.Faults,
    };
}
