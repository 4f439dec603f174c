using System.Globalization;
using StellarForge.Engine;
using StellarForge.Engine.Streams;

namespace StellarForge.ServiceDefaults;

internal sealed partial class TopologyReader
{
    private TopologyStream? ReadStream(string name, StreamSettings settings)
    {
        var key = $"Streams:{name}";
        var before = _mistakes.Count;
        var broker = Connection($"{key}:Broker", settings.Broker, isBroker: true);
        var fills = settings.Fill?.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(target => Connection($"{key}:Fill", target, isBroker: false)).OfType<TopologyConnection>().ToList() ?? [];
        var tables = StreamTables(key, settings);
        var format = Format(key, settings.Format, settings.Registry);
        var faults = Faults(key, settings.Faults);
        CheckNumbers(key, settings);
        var schedule = Schedule(key, settings.Schedule);
        if (_mistakes.Count > before || broker is null || format is null)
            return null;
        try
        {
            var plan = new StreamPlan(_model, _world, tables, format, faults, StreamPlan.DefaultShards);
            return new TopologyStream(name, settings, broker, fills, settings.Live ? Live(plan, settings, schedule) : plan);
        }
        catch (FillRefusedException error)
        {
            _mistakes.Add($"{TopologyOptions.Section}:{key}: {error.Message}");
            return null;
        }
    }

    private static StreamPlan Live(StreamPlan plan, StreamSettings settings, List<LiveStep> schedule)
    {
        var weights = settings.Tables.Where(table => table.Value is not null)
            .ToDictionary(table => plan.Model.Find(table.Key)!.Schema.QualifiedName, table => new TableRate(table.Value!.Value, IsPerSecond: false));
        var live = new LivePlan(new LivePace(0, [], settings.Pattern) { Schedule = schedule, IsPaused = settings.Paused })
        {
            PendingLimit = settings.PendingLimit,

            // Those that may come while it runs.
            MostFaults = plan.Faults with { Late = 1, Disorder = 1, Duplicates = 1, Bad = 1 },
        };
        return LivePlanner.Plan(plan, live, settings.Rate, weights);
    }

    private List<StreamTable> StreamTables(string key, StreamSettings settings)
    {
        var sent = new HashSet<Table>();
        foreach (var (name, weight) in settings.Tables)
        {
            if (FindTable($"{key}:Tables", name) is not { } table)
                continue;
            if (!sent.Add(table))
                Mistake($"{key}:Tables", name, $"The table '{table.Schema}' is named twice. Leave one.");
            if (weight is not null && table.Schema.Owner is { } owner)
            {
                Mistake(
                    $"{key}:Tables:{name}", weight, $"Its rows come with those of '{owner.Table}'. Write null, and give '{table.Schema.Root}' the weight.");
            }
            else if (weight <= 0)
                Mistake($"{key}:Tables:{name}", weight, "Give a weight above 0, or null for the table's number of filled rows.");
            else if (weight is not null && !settings.Live)
                Mistake($"{key}:Tables:{name}", weight, "A replay sends rows in the order of their time, and has no weights. Write null, or Live: true.");
        }

        if (settings.Tables.Count == 0)
            sent.UnionWith(settings.Live ? LivePlanner.DefaultTables(_model) : _model.Tables);
        var topics = new Dictionary<Table, string>();
        foreach (var (name, topic) in settings.Topics)
        {
            if (FindTable($"{key}:Topics", name) is not { } table)
                continue;
            if (!sent.Contains(table))
                Mistake($"{key}:Topics:{name}", topic, "The stream does not send that table. Name it under Tables.");
            topics[table] = topic;
        }

        return
        [
            .. _model.Tables.Where(sent.Contains)
                .Select(table => new StreamTable(table, topics.GetValueOrDefault(table, table.Schema.QualifiedName), Math.Max(1, settings.Partitions))),
        ];
    }

    private StreamFaults Faults(string key, FaultSettings settings)
    {
        var faults = new StreamFaults
        {
            Late = settings.Late,
            Disorder = settings.Disorder,
            Duplicates = settings.Duplicates,
            Bad = settings.Bad,
            LateBy = settings.LateBy,
            DisorderBy = settings.DisorderBy,
        };
        foreach (var (name, probability) in new[]
        {
            (nameof(settings.Late), settings.Late), (nameof(settings.Disorder), settings.Disorder),
            (nameof(settings.Duplicates), settings.Duplicates), (nameof(settings.Bad), settings.Bad),
        })
        {
            if (probability is not (>= 0 and <= 1))
                Mistake($"{key}:Faults:{name}", probability, "A probability is from 0 to 1.");
        }

        try
        {
            (faults with { Late = 0, Disorder = 0, Duplicates = 0, Bad = 0 }).Validate();
        }
        catch (ArgumentException error)
        {
            _mistakes.Add($"{TopologyOptions.Section}:{key}:Faults: {error.Message}");
        }

        return faults;
    }

    private void CheckNumbers(string key, StreamSettings settings)
    {
        if (settings.Rate <= 0)
            Mistake($"{key}:Rate", settings.Rate, "Give events a second, above 0; Paused: true makes none.");
        if (settings.Partitions < 1)
            Mistake($"{key}:Partitions", settings.Partitions, "Give a whole number above 0.");
        if (settings.PendingLimit < 1)
            Mistake($"{key}:PendingLimit", settings.PendingLimit, "Give a whole number above 0.");
        if (settings.SpoolLimit < 0)
            Mistake($"{key}:SpoolLimit", settings.SpoolLimit, "Give bytes, or 0 for no spool.");
        if (settings.Speed <= 0)
            Mistake($"{key}:Speed", settings.Speed, "Give a number above 0.");
        if (settings is { Live: true, Speed: not null })
            Mistake($"{key}:Speed", settings.Speed, "It is a matter of replays. Leave it out, or write Live: false.");
        if (settings is { Live: false, Pattern: not TrafficPattern.Flat })
            Mistake($"{key}:Pattern", SettingNames.Of(settings.Pattern), "It is a matter of live streams. Leave it out, or write Live: true.");
        if (settings is { Live: false, Schedule.Count: > 0 })
            Mistake($"{key}:Schedule", string.Join(", ", settings.Schedule.Keys), "It is a matter of live streams. Leave it out, or write Live: true.");
    }

    private List<LiveStep> Schedule(string key, Dictionary<string, double> schedule)
    {
        var steps = new List<LiveStep>();
        foreach (var (from, rate) in schedule)
        {
            if (!TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
                Mistake($"{key}:Schedule", from, "Give a time of the day, UTC, as 08:00.");
            else if (rate < 0)
                Mistake($"{key}:Schedule:{from}", rate, "Give events a second, 0 or more.");
            else
                steps.Add(new LiveStep(time.ToTimeSpan(), rate));
        }

        return [.. steps.OrderBy(step => step.From)];
    }

    // Whoever reads the topic could not tell whose events they are.
    private void CheckTopics(List<TopologyStream> streams)
    {
        var sent = streams.SelectMany(stream => stream.Plan.Tables.Select(table => (stream, table)));
        foreach (var same in sent.GroupBy(sent => (sent.stream.Broker.Name, sent.table.Topic)).Where(same => same.Count() > 1))
        {
            _mistakes.Add(
                $"{TopologyOptions.Section}:Streams: {string.Join(" and ", same.Select(sent => $"table '{sent.table.Table.Schema}' of '{sent.stream.Name}'"))} "
                + $"would share the topic '{same.Key.Topic}' of '{same.Key.Name}'. Name another under Topics.");
        }
    }
}
