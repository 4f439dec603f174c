using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StellarForge.Cli.Connectors;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Options;

/// <summary>How a stream is sent.</summary>
internal sealed class StreamRunOptions
{
    private readonly Option<string> _name = new("--name")
    {
        Description = "The stream's name: processes that give the same one share it",
        HelpName = "S",
        DefaultValueFactory = _ => "stream",
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Events a second, of all processes together, as 500 or 500/s. "
            + "Default: as fast as they go; with --live 100, beside the rates of single tables",
        HelpName = "n/s",
        CustomParser = ParseRate,
    };

    private readonly Option<double?> _burst = new("--burst")
    {
        Description = "How many events may go at once after a pause. Default: a tenth of a second's",
        HelpName = "n",
        CustomParser = Optional(Numbers.Parse(1.0, "a number of events, at least 1")),
    };

    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "Events go as far apart as in the model, so many times faster: 3600 makes an hour a second",
        HelpName = "factor",
        CustomParser = Optional(Numbers.Parse(double.Epsilon, "a number above 0")),
    };

    private readonly Option<long?> _count = new("--count")
    {
        Description = "Ends after so many rows; duplicates and bad events come on top",
        HelpName = "n",
        CustomParser = Optional(Numbers.Parse(1L, "a whole number above 0")),
    };

    private readonly Option<TimeSpan?> _for = new("--for")
    {
        Description = "Sends for this time, as 60s, 5m or 1h, and stops; the same command goes on",
        HelpName = "time",
        CustomParser = DurationOptions.Parse,
    };

    private readonly Option<double?> _late = Probability("--late", "The share of events that come late");

    private readonly Option<double?> _disorder = Probability("--disorder", "The share of events that come out of order");

    private readonly Option<double?> _duplicates = Probability("--duplicates", "The share of events that come twice");

    private readonly Option<double?> _bad = Probability("--bad", "The share of events of which a damaged copy comes as well");

    private readonly Option<TimeSpan?> _lateBy = new("--late-by")
    {
        Description = "The longest delay of a late event, in the events' own time. Default: 1h",
        HelpName = "time",
        CustomParser = DurationOptions.Parse,
    };

    private readonly Option<TimeSpan?> _disorderBy = new("--disorder-by")
    {
        Description = "The longest delay of an event that is out of order, in the events' own time. Default: 1m",
        HelpName = "time",
        CustomParser = DurationOptions.Parse,
    };

    private readonly Option<int> _partitions = new("--partitions")
    {
        Description = "The partitions of topics that are not there yet",
        HelpName = "n",
        DefaultValueFactory = _ => 8,
        CustomParser = Numbers.Parse(1, "a whole number above 0"),
    };

    private readonly Option<string[]> _topics = new("--topic")
    {
        Description = "The topic of a table, as orders=orders.v1. Default: the table's name",
        HelpName = "table=topic",
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Sends only the shards i, i + n, i + 2n … of the stream's, as 0/2. Default: a fair share of what nobody sends",
        HelpName = "i/n",
    };

    private readonly Option<string?> _spool = new("--spool")
    {
        Description = "The folder in which events wait while the broker is away. Default: stellarforge/spool in the user's folder for local data",
        HelpName = "folder",
    };

    private readonly Option<long> _spoolLimit = new("--spool-limit")
    {
        Description = "The bytes that may wait there, as 512M or 1GiB; when they are used up, or with 0, sending waits for the broker",
        HelpName = "bytes",
        DefaultValueFactory = _ => SpoolOptions.DefaultLimit,
        CustomParser = Sizes.Parse,
    };

    private readonly Option<bool> _replay = new("--replay")
    {
        Description = "Sends the rows of a fill, as they are. The default",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Sends nothing; prints how many events of each kind there will be",
    };

    private readonly Option<bool> _restart = new("--restart")
    {
        Description = "Begins a new stream, although the last one of the name has not ended",
    };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[]
        {
            _name, _rate, _burst, _speed, _count, _for, _late, _disorder, _duplicates, _bad, _lateBy, _disorderBy,
            _partitions, _topics, _shard, _spool, _spoolLimit, _replay, _dryRun, _restart,
        })
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(_burst) is not null && result.GetValue(_rate) is null)
                result.AddError("--burst is a matter of the rate: give --rate as well.");
            if (!LiveRunOptions.IsLive(result))
                return;
            if (result.GetValue(_replay))
                result.AddError("--live and --replay contradict each other.");
            if (result.GetValue(_dryRun))
            {
                result.AddError(
                    "--dry-run counts the events of a replay: those of a live stream depend on how long it runs. verify --stream counts them afterwards.");
            }

            foreach (var option in new Option[] { _speed, _burst })
            {
                if (result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name} is a matter of replays: events of a live stream go when their time has come.");
            }
        });
    }

    public double? Rate(ParseResult result) => result.GetValue(_rate);

    /// <summary>The rates and weights of single tables, by name.</summary>
    public static IReadOnlyDictionary<string, TableRate> Rates(IEnumerable<(Table Table, string Value)> values)
    {
        var rates = new Dictionary<string, TableRate>();
        foreach (var (table, text) in values)
        {
            if (!TryParseRate(text, out var value, out var isPerSecond) || value <= 0)
                throw new UsageException($"--tables: '{table}={text}' has no rate. Give rows a second, such as {table}=500/s, or a weight, such as {table}=2.");
            if (table.Schema.Owner is { } owner)
                throw new UsageException($"--tables: rows of '{table}' come with those of '{owner.Table}', which own them. Give '{table.Schema.Root}' a rate.");
            rates[table.Schema.QualifiedName] = new TableRate(value, isPerSecond);
        }

        return rates;
    }

    public static bool TryParseRate(string text, out double rate, out bool isPerSecond)
    {
        isPerSecond = text.EndsWith("/s", StringComparison.Ordinal);
        return Numbers.TryParse(isPerSecond ? text[..^2] : text, out rate);
    }

    public bool IsDryRun(ParseResult result) => result.GetValue(_dryRun);

    public TimeSpan? For(ParseResult result) => result.GetValue(_for);

    public long? Count(ParseResult result) => result.GetValue(_count);

    public StreamFaults Faults(ParseResult result)
    {
        var faults = new StreamFaults
        {
            Late = result.GetValue(_late) ?? 0,
            Disorder = result.GetValue(_disorder) ?? 0,
            Duplicates = result.GetValue(_duplicates) ?? 0,
            Bad = result.GetValue(_bad) ?? 0,
            LateBy = result.GetValue(_lateBy) ?? StreamFaults.None.LateBy,
            DisorderBy = result.GetValue(_disorderBy) ?? StreamFaults.None.DisorderBy,
        };
        try
        {
            faults.Validate();
            return faults;
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }

    /// <summary>How late faults of a live stream may come to make events, where the command line says so.</summary>
    public StreamFaults? MostFaults(ParseResult result) =>
        Faults(result) is var given && result.GetValue(_lateBy) is not null ? given with { Late = 1 }
        : result.GetValue(_disorderBy) is not null ? given with { Disorder = 1 } : null;

    public IReadOnlyList<StreamTable> Tables(ParseResult result, Model model, IReadOnlyList<Table> tables)
    {
        var topics = new Dictionary<string, string>();
        foreach (var item in result.Items(_topics))
        {
            if (item.Split('=', 2) is not [var name, { Length: > 0 } topic])
                throw new UsageException($"--topic takes table=topic, such as orders=orders.v1, not '{item}'.");
            var table = model.Require(name);
            if (!tables.Contains(table))
                throw new UsageException($"--topic: table '{name}' is not sent; --tables leaves it out.");
            topics[table.Schema.QualifiedName] = topic;
        }

        var streamed = tables.Select(table => new StreamTable(
            table, topics.GetValueOrDefault(table.Schema.QualifiedName, table.Schema.QualifiedName), result.GetValue(_partitions))).ToList();
        return streamed.GroupBy(table => table.Topic).FirstOrDefault(group => group.Count() > 1) is { } shared
            ? throw new UsageException($"--topic: {string.Join(" and ", shared.Select(table => table.Table))} would share the topic {shared.Key}.")
            : streamed;
    }

    public StreamOptions Read(ParseResult result) => new()
    {
        Name = result.GetValue(_name) is { Length: > 0 } name ? name : throw new UsageException("--name is empty."),
        Count = result.GetValue(_count),
        Rate = result.GetValue(_rate),
        Burst = result.GetValue(_burst),
        Speed = result.GetValue(_speed),
        For = result.GetValue(_for),
        Restart = result.GetValue(_restart),
        Shards = Shards(result.GetValue(_shard)),
        Spool = new SpoolOptions(
            result.GetValue(_spool) ?? SpoolOptions.DefaultFolder,
            result.GetValue(_spoolLimit),
            folder => result.Address($"embedded:{ConnectorAddress.EscapePath(folder)}?fsync=false", "--spool").OpenBroker()),
    };

    private static List<int>? Shards(string? text)
    {
        if (text is null)
            return null;
        if (text.Split('/') is not [var index, var count] || !int.TryParse(index, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(count, CultureInfo.InvariantCulture, out var step) || first < 0 || first >= step || step > StreamPlan.DefaultShards)
            throw new UsageException($"--shard takes i/n with i from 0 to n − 1, and n up to {StreamPlan.DefaultShards}, such as 0/2, not '{text}'.");
        return [.. Enumerable.Range(0, StreamPlan.DefaultShards).Where(shard => shard % step == first)];
    }

    public static Option<double?> Probability(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "0–1",
        CustomParser = argument =>
        {
            var text = argument.Tokens[^1].Value;
            if (Numbers.TryParse<double>(text, out var value) && value is >= 0 and <= 1)
                return value;
            argument.AddError($"{name} takes a probability from 0 to 1, not '{text}'.");
            return null;
        },
    };

    public static double? ParseRate(ArgumentResult argument)
    {
        var text = argument.Tokens[^1].Value;
        if (TryParseRate(text, out var rate, out _) && rate > 0)
            return rate;
        argument.AddError($"--rate takes events a second, such as 500 or 500/s, not '{text}'.");
        return null;
    }

    private static Func<ArgumentResult, T?> Optional<T>(Func<ArgumentResult, T> parse)
        where T : struct => argument => parse(argument);
}
