using Microsoft.Extensions.Configuration;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;

namespace StellarForge.ServiceDefaults;

/// <summary>Reads and validates the topology as a whole.</summary>
internal sealed partial class TopologyReader
{
    private static readonly TimeSpan LongestShutdown = TimeSpan.FromHours(1);

    private readonly List<string> _mistakes = [];
    private readonly Dictionary<string, TopologyConnection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _unreadable = new(StringComparer.OrdinalIgnoreCase);
    private readonly TopologyOptions _options;
    private readonly Model _model;
    private readonly World _world;
    private readonly ConnectorRegistry _connectors;

    private TopologyReader(IConfiguration configuration)
    {
        _options = new SettingsReader(_mistakes).Read<TopologyOptions>(configuration.GetSection(TopologyOptions.Section));
        _model = LoadModel(_options.Model.Assembly);
        _world = CreateWorld(_options.Model);
        if (_options.ShutdownTimeout <= TimeSpan.Zero || _options.ShutdownTimeout > LongestShutdown)
            Mistake("ShutdownTimeout", _options.ShutdownTimeout, FormattableString.Invariant($"Give a time above 0, {LongestShutdown} at most."));
        _connectors = ExtensionAssemblies.Connectors(_options.Model.Assembly);
        ReadConnections(configuration.GetSection("ConnectionStrings"));
    }

    /// <summary>Reads the topology of a configuration.</summary>
    /// <exception cref="TopologyException">Something is wrong: the message has all that is.</exception>
    public static Topology Read(IConfiguration configuration)
    {
        var reader = new TopologyReader(configuration);
        var streams = reader._options.Streams.OrderBy(stream => stream.Key, StringComparer.OrdinalIgnoreCase)
            .Select(stream => reader.ReadStream(stream.Key, stream.Value)).OfType<TopologyStream>().ToList();
        reader.CheckTopics(streams);
        var pipelines = reader._options.Pipelines.OrderBy(pipeline => pipeline.Key, StringComparer.OrdinalIgnoreCase)
            .Select(pipeline => reader.ReadPipeline(pipeline.Key, pipeline.Value, streams)).OfType<TopologyPipeline>().ToList();
        reader.CheckTables(pipelines);
        reader._mistakes.AddRange(AccessCheck.Mistakes(reader._options.Access));
        if (reader._mistakes.Count > 0)
            throw new TopologyException([.. reader._mistakes.Distinct()]);
        return new Topology(
            reader._options, reader._model, reader._world, streams, pipelines, reader._connectors,
            [.. reader._connections.Values.OrderBy(connection => connection.Name, StringComparer.OrdinalIgnoreCase)]);
    }

    private void Mistake(string key, object? value, string advice) => _mistakes.Add(value is null
        ? $"{TopologyOptions.Section}:{key} is missing. {advice}"
        : FormattableString.Invariant($"{TopologyOptions.Section}:{key} is '{value}'. {advice}"));

    private Model LoadModel(string? assembly)
    {
        var builtIn = ModelAssembly.Of(typeof(Retail.Order).Assembly);
        try
        {
            return assembly is null ? builtIn : ModelAssembly.Load(assembly);
        }
        catch (ModelException error)
        {
            _mistakes.Add($"{TopologyOptions.Section}:Model:Assembly: {error.Message}");
            return builtIn;
        }
    }

    private World CreateWorld(ModelSettings settings)
    {
        if (settings.Scale <= 0)
            Mistake("Model:Scale", settings.Scale, "Give a number above 0.");
        var rows = new Dictionary<string, long>();
        foreach (var (name, count) in settings.Rows)
        {
            if (FindTable($"Model:Rows:{name}", name) is not { } table)
                continue;
            if (table.Schema.Owner is { } owner)
                Mistake($"Model:Rows:{name}", count, $"'{owner.Table}' owns its rows, and decides how many there are. Give those of '{table.Schema.Root}'.");
            else if (count < 1)
                Mistake($"Model:Rows:{name}", count, "Give a whole number above 0.");
            else
                rows[table.Schema.QualifiedName] = count;
        }

        var world = new World(settings.Seed, settings.Scale > 0 ? settings.Scale : 1, rows);
        foreach (var table in _model.Tables.Select(table => table.Schema))
        {
            try
            {
                world.EndRow(table);
            }
            catch (OverflowException)
            {
                Mistake("Model:Scale", settings.Scale, $"The table '{table}' would have more rows than 64 bits count. Take a smaller number, or fewer Rows.");
                return new World(settings.Seed, 1);
            }
        }

        return world;
    }

    private void ReadConnections(IConfigurationSection section)
    {
        foreach (var entry in section.GetChildren().Where(entry => !string.IsNullOrEmpty(entry.Value)))
        {
            try
            {
                _connections[entry.Key] = new TopologyConnection(entry.Key, ConnectionAddress.Parse(_connectors, entry.Value!));
            }
            catch (FormatException error)
            {
                // Other programs' connections may stand beside ours: only what is used has to be read.
                _unreadable[entry.Key] = error.Message;
            }
        }
    }

    // A connection that settings name.
    private TopologyConnection? Connection(string key, string? name, bool isBroker)
    {
        var kind = isBroker ? "broker" : "target";
        if (name is null)
            Mistake(key, null, $"Give the name of a {kind}'s connection under ConnectionStrings.");
        else if (name.IndexOfAny([':', '=', ';', '/', '@']) >= 0)
            _mistakes.Add($"{TopologyOptions.Section}:{key} is an address, not a name. Write the address under ConnectionStrings, and its name here.");
        else if (_unreadable.TryGetValue(name, out var error))
            _mistakes.Add($"ConnectionStrings:{name}, which {TopologyOptions.Section}:{key} names: {error}");
        else if (!_connections.TryGetValue(name, out var connection))
            Mistake(key, name, $"There is no such connection under ConnectionStrings. {Known(name, isBroker)}");
        else if (connection.IsBroker != isBroker)
            Mistake(key, name, $"That connection is {connection.Address.Connector.Name}, and no {kind}. {Known(name, isBroker)}");
        else
            return connection;
        return null;
    }

    private string Known(string name, bool isBroker) =>
        _connections.Values.Where(connection => connection.IsBroker == isBroker).Select(connection => connection.Name).ToList() is { Count: > 0 } known
            ? NearNames.Suggest(name, known)
            : "There is none of that kind.";

    private Table? FindTable(string key, string name)
    {
        if (_model.Find(name) is { } found)
            return found;
        var known = _model.Tables.Select(table => table.Schema.QualifiedName).ToList();
        Mistake(key, name, $"The model '{_model.Name}' has no such table. {NearNames.Suggest(name, known)}");
        return null;
    }

    private Formats.MessageFormat? Format(string key, string? name, string? registry)
    {
        name ??= MessageFormats.Names[0];
        if (!MessageFormats.Names.Contains(name))
        {
            Mistake($"{key}:Format", name, NearNames.Suggest(name, [.. MessageFormats.Names]));
            return null;
        }

        if (registry is not null && name != "avro")
        {
            _mistakes.Add($"{TopologyOptions.Section}:{key}:Registry has the schemas of Avro messages, and Format is '{name}'. Leave one of them out.");
            return null;
        }

        try
        {
            return MessageFormats.Create(name, registry);
        }
        catch (FormatException error)
        {
            _mistakes.Add($"{TopologyOptions.Section}:{key}:Registry: {error.Message}");
            return null;
        }
    }
}
