using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Options;

/// <summary>What a live stream is told beside what all streams are.</summary>
internal sealed class LiveRunOptions
{
    private static readonly Option<bool> Live = new("--live")
    {
        Description = "Sends rows without end, beyond those of a fill, as the clock goes; tables that are not sent have to be filled already",
    };

    private readonly Option<string?> _pattern = new Option<string?>("--pattern")
    {
        Description = "With --live: how traffic varies over the day, the week and the year (UTC). Default: flat",
    }.OfPatterns();

    private readonly Option<string[]> _schedule = new("--schedule")
    {
        Description = "With --live: rates by the time of day (UTC) in place of --rate, as 08:00=500/s,18:00=100/s",
        HelpName = "hh:mm=n/s",
    };

    private readonly Option<long?> _pendingLimit = new("--pending-limit")
    {
        Description = "With --live: how many rows may wait for their time ([After]); they lie on disk. Default: 50,000,000",
        HelpName = "n",
        CustomParser = argument => Numbers.Parse(1L, "a whole number above 0")(argument),
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "With --live: the folder in which they wait. Default: the system's for temporary files",
        HelpName = "DIR",
    };

    private readonly Option<bool> _fill = new("--fill")
    {
        Description = "With --live: fills --target with all tables of the model first, unless that is done; the same command goes on with it",
    };

    private readonly Option<string?> _target = new("--target") { Description = "With --fill: what is filled: an address (below)", HelpName = "URI" };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[] { Live, _pattern, _schedule, _fill, _target, _pendingLimit, _data })
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(_fill) != result.GetValue(_target) is not null)
                result.AddError("--fill and --target go together: --fill --target URI.");
            if (IsLive(result))
                return;
            foreach (var option in new Option[] { _pattern, _schedule, _fill, _pendingLimit, _data })
            {
                if (result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name} is a matter of live streams: give --live as well.");
            }
        });
    }

    public static bool IsLive(ParseResult result) => result.GetValue(Live);

    public static bool IsLive(SymbolResult result) => result.GetValue(Live);

    /// <summary>What is filled first, if anything.</summary>
    public string? FillTarget(ParseResult result) => result.GetValue(_target);

    /// <summary>Makes a stream live, where that is asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="plan">The stream.</param>
    /// <param name="rate">What --rate says.</param>
    /// <param name="rates">What --tables says of single tables.</param>
    /// <param name="most">How late faults may come to make events.</param>
    public StreamPlan Read(ParseResult result, StreamPlan plan, double? rate, IReadOnlyDictionary<string, TableRate> rates, StreamFaults? most)
    {
        if (!IsLive(result))
        {
            return rates.Count == 0 ? plan : throw new UsageException(
                $"--tables: {rates.Keys.First()} has a rate of its own, and a replay sends rows in the order of their time. Give --live, or the name alone.");
        }

        var schedule = Schedule(result.Items(_schedule));
        var live = new LivePlan(new LivePace(0, [], Pattern(result.GetValue(_pattern) ?? "flat")) { Schedule = schedule })
        {
            Folder = result.GetValue(_data),
            MostFaults = most,
        };
        if (result.GetValue(_pendingLimit) is { } limit)
            live = live with { PendingLimit = limit };
        return LivePlanner.Plan(plan, live, rate, rates);
    }

    public static TrafficPattern Pattern(string name) => Enum.GetValues<TrafficPattern>().Single(pattern => SettingNames.Of(pattern) == name);

    public static List<LiveStep> Schedule(string[] items)
    {
        var steps = new List<LiveStep>();
        foreach (var item in items)
        {
            if (item.Split('=', 2) is not [var from, var text]
                || !TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                || !StreamRunOptions.TryParseRate(text, out var rate, out _) || rate < 0)
                throw new UsageException($"--schedule takes hh:mm=rate, such as 08:00=500/s, not '{item}'.");
            steps.Add(new LiveStep(time.ToTimeSpan(), rate));
        }

        return steps.DistinctBy(step => step.From).Count() == steps.Count
            ? [.. steps.OrderBy(step => step.From)]
            : throw new UsageException("--schedule names a time twice.");
    }
}
