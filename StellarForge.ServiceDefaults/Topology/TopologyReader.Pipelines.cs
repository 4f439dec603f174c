using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.ServiceDefaults;

internal sealed partial class TopologyReader
{
    private TopologyPipeline? ReadPipeline(string name, PipelineSettings settings, List<TopologyStream> streams)
    {
        var key = $"Pipelines:{name}";
        var before = _mistakes.Count;
        var target = Connection($"{key}:Target", settings.Target, isBroker: false);
        if (target is not null)
            CheckTarget($"{key}:Target", target);
        CheckNumbers(key, settings);
        TopologyStream? stream = null;
        if (settings.Stream is null && settings.Broker is null)
            _mistakes.Add($"{TopologyOptions.Section}:{key} has no source. Give it a Stream, or a Broker with Topics.");
        else if (settings.Stream is not null && settings.Broker is not null)
            Mistake($"{key}:Broker", settings.Broker, $"The pipeline reads stream '{settings.Stream}' already, whose broker is known. Leave one of them out.");
        else if (settings.Stream is not null && !_options.Streams.ContainsKey(settings.Stream))
            Mistake($"{key}:Stream", settings.Stream, $"There is no such stream. {NearNames.Suggest(settings.Stream, [.. _options.Streams.Keys])}");
        else if (settings.Stream is not null)
            stream = streams.Find(known => known.Name.Equals(settings.Stream, StringComparison.OrdinalIgnoreCase));
        var broker = settings.Broker is null ? stream?.Broker : Connection($"{key}:Broker", settings.Broker, isBroker: true);
        var format = settings.Broker is null ? stream?.Plan.Format : Format(key, settings.Format, settings.Registry);
        var tables = settings.Broker is null ? TablesOf(key, settings, stream) : TablesOf(key, settings);
        var topics = tables
            .Select(table => new PipelineTopic(table.Topic, table.Schema, settings.Mode) { Version = Version(key, settings, table.Schema) }).ToList();
        return _mistakes.Count > before || target is null || broker is null || format is null
            ? null
            : new TopologyPipeline(name, settings, stream, broker, target, format, topics);
    }

    // Of a stream that is wrong itself nothing more is said.
    private List<(TableSchema Schema, string Topic)> TablesOf(string key, PipelineSettings settings, TopologyStream? stream)
    {
        foreach (var (setting, value) in new[] { (nameof(settings.Format), settings.Format), (nameof(settings.Registry), settings.Registry) })
        {
            if (value is not null && settings.Stream is not null)
                _mistakes.Add($"{TopologyOptions.Section}:{key}:{setting} is given by the stream '{settings.Stream}'. Leave it out.");
        }

        if (settings.Topics.Count > 0 && settings.Stream is not null)
            _mistakes.Add($"{TopologyOptions.Section}:{key}:Topics are those of stream '{settings.Stream}'. Name the tables under Tables.");
        if (stream is null)
            return [];
        var wanted = new List<Table>();
        foreach (var name in settings.Tables)
        {
            if (FindTable($"{key}:Tables", name) is not { } table)
                continue;
            if (!stream.Plan.Tables.Any(sent => sent.Table == table))
            {
                var sends = stream.Plan.Tables.Select(sent => sent.Table.Schema.QualifiedName).ToList();
                Mistake($"{key}:Tables", name, $"The stream '{stream.Name}' does not send it. {NearNames.Suggest(name, sends)}");
            }

            wanted.Add(table);
        }

        return [.. stream.Plan.Tables.Where(sent => settings.Tables.Count == 0 || wanted.Contains(sent.Table)).Select(sent => (sent.Table.Schema, sent.Topic))];
    }

    private List<(TableSchema Schema, string Topic)> TablesOf(string key, PipelineSettings settings)
    {
        if (settings.Topics.Count == 0 && settings.Stream is null)
            _mistakes.Add($"{TopologyOptions.Section}:{key}:Topics is empty: a pipeline that reads a broker names the topic of each table.");
        if (settings.Tables.Count > 0)
            Mistake($"{key}:Tables", string.Join(", ", settings.Tables), "With a Broker, Topics names the tables. Leave it out.");
        foreach (var twice in settings.Topics.GroupBy(topic => topic.Value).Where(same => same.Count() > 1))
            Mistake($"{key}:Topics", twice.Key, $"It is that of {string.Join(" and ", twice.Select(topic => topic.Key))}. A topic has one table's events.");
        return [.. settings.Topics.Select(topic => (FindTable($"{key}:Topics", topic.Key)?.Schema, topic.Value))
            .Where(table => table.Schema is not null).Select(table => (table.Schema!, table.Value))];
    }

    private int? Version(string key, PipelineSettings settings, TableSchema table)
    {
        if (settings.Version is not { } name || settings.Mode != WriteMode.Upsert)
            return null;
        var columns = table.Columns.Select(column => column.Name).ToList();
        if (columns.IndexOf(name) is var ordinal && ordinal < 0)
            Mistake($"{key}:Version", name, $"The table '{table}' has no such column. {NearNames.Suggest(name, columns)}");
        return ordinal;
    }

    private void CheckNumbers(string key, PipelineSettings settings)
    {
        if (settings.Version is not null && settings.Mode != WriteMode.Upsert)
            Mistake($"{key}:Version", settings.Version, "It says which of two rows of a key stays: it goes with Mode: upsert.");
        if (settings.BatchRows < 1)
            Mistake($"{key}:BatchRows", settings.BatchRows, "Give a whole number above 0.");
        if (settings.BatchWait < TimeSpan.Zero)
            Mistake($"{key}:BatchWait", settings.BatchWait, "Give a time, 0 or more.");
    }

    private void CheckTarget(string key, TopologyConnection connection)
    {
        try
        {
            var target = connection.OpenTarget();
            if (target is not IPipelineTarget)
                Mistake(key, connection.Name, $"{connection.Address.Connector.Name} takes no events; fills write there.");
            target.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (FormatException error)
        {
            _mistakes.Add($"ConnectionStrings:{connection.Name}, which {TopologyOptions.Section}:{key} names: {error.Message}");
        }
    }

    // Each event would be there twice, or a dead letter.
    private void CheckTables(List<TopologyPipeline> pipelines)
    {
        var written = pipelines.SelectMany(pipeline => pipeline.Topics.Select(topic => (pipeline, topic)));
        var places = written.GroupBy(one => (one.pipeline.Broker.Name, one.topic.Topic, Target: one.pipeline.Target.Name, one.topic.Schema.QualifiedName));
        foreach (var same in places.Where(same => same.Count() > 1))
        {
            _mistakes.Add(
                $"{TopologyOptions.Section}:Pipelines: {string.Join(" and ", same.Select(one => $"'{one.pipeline.Name}'"))} would both write topic "
                + $"'{same.Key.Topic}' into table '{same.Key.QualifiedName}' of '{same.Key.Target}'. Leave it to one of them (Tables).");
        }

        // Of a group's messages each of them would get its share only.
        var groups = pipelines.Where(pipeline => pipeline.Settings.Group is not null).GroupBy(pipeline => (pipeline.Broker.Name, pipeline.Settings.Group));
        foreach (var same in groups.Where(same => same.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(pipeline => $"'{pipeline.Name}'"));
            _mistakes.Add($"{TopologyOptions.Section}:Pipelines: {names} have the same Group, '{same.Key.Group}'. Give each its own.");
        }
    }
}
