using System.CommandLine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Formats;

namespace StellarForge.Cli.Options;

/// <summary>Which topics a pipeline reads, into which tables, and how.</summary>
internal sealed class PipelineRunOptions
{
    private static readonly PipelineOptions Default = new();

    private readonly Option<string[]> _tables = new("--tables")
    {
        Description = "Only these tables, separated by commas. Default: those whose topics are there",
        HelpName = "a,b",
    };

    private readonly Option<string[]> _topics = new("--topic")
    {
        Description = "The topic of a table, where it is not the table's name; separated by commas, or repeated",
        HelpName = "table=topic",
    };

    private readonly Option<string> _name = new("--name")
    {
        Description = "The pipeline's name: processes of one name share its partitions, and go on where it stopped",
        HelpName = "G",
        DefaultValueFactory = _ => "stellarforge",
    };

    private readonly Option<string?> _source = CreateSource();

    private readonly WriteModeOptions _mode = new();

    private readonly Option<int> _batchRows = new("--batch-rows")
    {
        Description = "The most events of one transaction",
        HelpName = "n",
        DefaultValueFactory = _ => Default.BatchRows,
        CustomParser = Numbers.Parse(1, "a whole number above 0"),
    };

    private readonly Option<TimeSpan?> _batchWait = new("--batch-wait")
    {
        Description = "How long an event waits for others at most, while the target is not busy. Default: 20ms",
        HelpName = "time",
        CustomParser = DurationOptions.Parse,
    };

    private readonly Option<TimeSpan?> _untilIdle = new("--until-idle")
    {
        Description = "Ends when nothing came for this long, at the end of all partitions. Default: runs until it is stopped",
        HelpName = "time",
        CustomParser = DurationOptions.Parse,
    };

    private readonly MessageOptions _messages = new();

    private readonly Option<bool> _reset = new("--reset")
    {
        Description = "Forgets how far the pipeline is, and reads what the topics hold from their beginning; rows that are there stay",
    };

    /// <summary>What a target's ledger calls the broker.</summary>
    public static Option<string?> CreateSource() => new("--source")
    {
        Description = "What the target's ledger calls the broker, where that had another address when the pipeline began. Default: its address",
        HelpName = "URI",
    };

    public void AddTo(Command verb)
    {
        foreach (var option in (Option[])[_tables, _topics, _name, _source])
            verb.Add(option);
        _mode.AddTo(verb);
        foreach (var option in (Option[])[_batchRows, _batchWait, _untilIdle, _reset])
            verb.Add(option);
        _messages.AddTo(verb);
    }

    public string Name(ParseResult result) => result.GetValue(_name)!;

    public MessageFormat Format(ParseResult result) => _messages.Read(result);

    public PipelineOptions Read(ParseResult result) => new()
    {
        BatchRows = result.GetValue(_batchRows),
        BatchWait = result.GetValue(_batchWait) ?? Default.BatchWait,
        UntilIdle = result.GetValue(_untilIdle),
        Source = result.GetValue(_source),
        Metadata = _mode.Metadata(result),
        Reset = result.GetValue(_reset),
    };

    /// <summary>The topics and their tables: those that the command line names; else those of the model's tables that the broker has.</summary>
    /// <exception cref="UsageException">A table or column is unknown, or no topic is there.</exception>
    public async Task<IReadOnlyList<PipelineTopic>> TopicsAsync(ParseResult result, IBroker broker, CancellationToken cancellationToken)
    {
        var model = result.Model();
        var names = result.Items(_topics).Select(item => ParseTopic(model, item)).ToDictionary(pair => pair.Table, pair => pair.Topic);
        var wanted = result.Items(_tables);
        var topics = new List<PipelineTopic>();
        foreach (var table in wanted.Length == 0 && names.Count > 0 ? [.. names.Keys] : model.Select(wanted))
        {
            var topic = names.GetValueOrDefault(table) ?? table.Schema.QualifiedName;
            if (wanted.Length == 0 && names.Count == 0 && await broker.FindTopicAsync(topic, cancellationToken) is null)
                continue;
            topics.Add(_mode.Topic(result, topic, table));
        }

        if (topics.Count == 0)
        {
            throw new UsageException(
                $"{broker.DisplayName} has no topic that is named after a table of the model '{model.Name}'. Begin a stream, or name topics by --topic.");
        }

        if (topics.GroupBy(topic => topic.Topic).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UsageException($"--topic: '{twice.Key}' is that of {string.Join(" and ", twice.Select(topic => topic.Schema))}. Name one table.");
        return topics;
    }

    private static (Table Table, string Topic) ParseTopic(Model model, string item) =>
        item.Split('=', 2) is [var name, { Length: > 0 } topic]
            ? (model.Require(name), topic)
            : throw new UsageException($"--topic takes table=topic, such as orders=orders.v1, not '{item}'.");
}
