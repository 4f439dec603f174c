using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge stream set</c>: changes a live stream while it runs.</summary>
internal static class StreamSetVerb
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "Where the stream goes: a broker's address (below)", HelpName = "URI", Required = true };
        var name = new Option<string>("--name") { Description = "The stream's name", HelpName = "S", DefaultValueFactory = _ => "stream" };
        var rate = new Option<double?>("--rate")
        {
            Description = "Events a second, of all tables and processes together; tables keep their shares",
            HelpName = "n/s",
            CustomParser = StreamRunOptions.ParseRate,
        };
        var pattern = new Option<string?>("--pattern") { Description = "How traffic varies over the day, the week and the year (UTC)" }
            .OfPatterns();
        var schedule = new Option<string[]>("--schedule")
        {
            Description = "Rates by the time of day (UTC), as 08:00=500/s,18:00=100/s",
            HelpName = "hh:mm=n/s",
        };
        var late = StreamRunOptions.Probability("--late", "The share of events that come late");
        var disorder = StreamRunOptions.Probability("--disorder", "The share of events that come out of order");
        var duplicates = StreamRunOptions.Probability("--duplicates", "The share of events that come twice");
        var bad = StreamRunOptions.Probability("--bad", "The share of events of which a damaged copy comes as well");
        var pause = new Option<bool>("--pause") { Description = "Makes no rows until it is resumed; what waits for its time then goes out first" };
        var resume = new Option<bool>("--resume") { Description = "Makes rows again" };
        var verb = new Verb(
            "set", "Changes a live stream while it runs: all its processes follow within two seconds, and whoever goes on with it later begins so.",
            "stream set --to embedded:retail.log --rate 1000/s --bad 0.01", "stream set --to kafka://localhost:9092 --name shop --pause")
        {
            to, name, rate, pattern, schedule, late, disorder, duplicates, bad, pause, resume,
        };
        verb.HasBroker = true;
        verb.Validators.Add(result =>
        {
            if (result.GetValue(pause) && result.GetValue(resume))
                result.AddError("--pause and --resume contradict each other.");
            if (result.GetResult(rate) is not null && result.GetResult(schedule) is not null)
                result.AddError("--rate and --schedule contradict each other: a schedule has its own rates.");
            var changes = new Option[] { rate, pattern, schedule, late, disorder, duplicates, bad, pause, resume };
            if (!changes.Any(option => result.GetResult(option) is { Implicit: false }))
                result.AddError($"'stream set' changes nothing: give one of {string.Join(", ", changes.Select(option => option.Name))}.");
        });
        verb.SetAction(async (result, cancellationToken) =>
        {
            var steps = LiveRunOptions.Schedule(result.Items(schedule));
            await using var broker = result.Address(result.GetRequiredValue(to), "--to").OpenBroker();
            var pace = await new LiveControl(broker, TimeProvider.System).SetAsync(
                result.GetRequiredValue(name),
                was => was with
                {
                    Rate = result.GetValue(rate) ?? was.Rate,
                    Schedule = steps.Count > 0 ? steps : result.GetValue(rate) is null ? was.Schedule : [],
                    Pattern = result.GetValue(pattern) is { } chosen ? LiveRunOptions.Pattern(chosen) : was.Pattern,
                    Faults = was.Faults with
                    {
                        Late = result.GetValue(late) ?? was.Faults.Late,
                        Disorder = result.GetValue(disorder) ?? was.Faults.Disorder,
                        Duplicates = result.GetValue(duplicates) ?? was.Faults.Duplicates,
                        Bad = result.GetValue(bad) ?? was.Faults.Bad,
                    },
                    IsPaused = result.GetValue(pause) || (was.IsPaused && !result.GetValue(resume)),
                },
                cancellationToken);
            Write(result, pace);
            return CommandHost.Done;
        });
        return verb;
    }

    private static void Write(ParseResult result, LivePace pace)
    {
        if (result.WantsJson())
        {
            JsonOutput.Write(
                new LivePaceReport(
                    pace.Rate, SettingNames.Of(pace.Pattern), pace.IsPaused,
                    [.. pace.Schedule.Select(step => new LiveStepReport(At(step), step.Rate))],
                    new FaultsReport(pace.Faults.Late, pace.Faults.Disorder, pace.Faults.Duplicates, pace.Faults.Bad)),
                OutputJson.Default.LivePaceReport);
            return;
        }

        var rates = pace.Schedule.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{pace.Rate:0.##} events/s")
            : string.Join(", ", pace.Schedule.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Rate:0.##} events/s from {At(step)}")));
        Console.WriteLine($"{rates}, {SettingNames.Of(pace.Pattern)}{Faults(pace.Faults)}{(pace.IsPaused ? "; paused" : "")}.");
    }

    private static string Faults(StreamFaults faults) => string.Concat(
        new[] { (faults.Late, "late"), (faults.Disorder, "out of order"), (faults.Duplicates, "twice"), (faults.Bad, "damaged") }
            .Where(fault => fault.Item1 > 0)
            .Select(fault => string.Create(CultureInfo.InvariantCulture, $", {fault.Item1:0.######%} {fault.Item2}")));

    private static string At(LiveStep step) => step.From.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
