using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;

namespace StellarForge.ServiceDefaults;

/// <summary>What runs: the configuration of all services as a whole, validated, with the model loaded and connections read. Connects to nothing yet.</summary>
/// <param name="Options">What configuration says.</param>
/// <param name="Model">The model.</param>
/// <param name="World">Its world: seed, scale, rows.</param>
/// <param name="Streams">The streams, in the order of their names.</param>
/// <param name="Pipelines">The pipelines, in the order of their names.</param>
/// <param name="Connectors">The connectors that are known.</param>
/// <param name="Connections">Every connection that configuration names and a connector knows, used or not, in the order of their names.</param>
public sealed record Topology(
    TopologyOptions Options, Model Model, World World, IReadOnlyList<TopologyStream> Streams, IReadOnlyList<TopologyPipeline> Pipelines,
    ConnectorRegistry Connectors, IReadOnlyList<TopologyConnection> Connections);

/// <summary>A stream.</summary>
/// <param name="Name">Its name: processes that give the same one share it.</param>
/// <param name="Settings">What configuration says of it.</param>
/// <param name="Broker">The broker.</param>
/// <param name="Fills">The targets that are filled before it begins, in this order.</param>
/// <param name="Plan">What is sent.</param>
public sealed record TopologyStream(
    string Name, StreamSettings Settings, TopologyConnection Broker, IReadOnlyList<TopologyConnection> Fills, StreamPlan Plan);

/// <summary>A pipeline.</summary>
/// <param name="Name">Its name: processes that give the same one share its partitions.</param>
/// <param name="Settings">What configuration says of it.</param>
/// <param name="Stream">The stream whose topics it reads, or <see langword="null"/> where their events come from elsewhere.</param>
/// <param name="Broker">The broker.</param>
/// <param name="Target">The target.</param>
/// <param name="Format">How messages are written.</param>
/// <param name="Topics">The topics and their tables.</param>
public sealed record TopologyPipeline(
    string Name, PipelineSettings Settings, TopologyStream? Stream, TopologyConnection Broker, TopologyConnection Target, Formats.MessageFormat Format,
    IReadOnlyList<PipelineTopic> Topics);

/// <summary>A connection by name.</summary>
/// <param name="Name">The name in <c>ConnectionStrings</c>.</param>
/// <param name="Address">What stands there, read. Its text has <c>***</c> for secrets.</param>
public sealed record TopologyConnection(string Name, ConnectorAddress Address)
{
    /// <summary>Whether it is a broker's; else it is a target's.</summary>
    public bool IsBroker => Address.Connector is BrokerConnector;

    /// <summary>Opens the broker; it is the caller's to dispose. Connects to nothing yet.</summary>
    public IBroker OpenBroker() => Address.OpenBroker();

    /// <summary>Opens the target; it is the caller's to dispose. Connects to nothing yet.</summary>
    public ITarget OpenTarget() => Address.OpenTarget();
}

/// <summary>Configuration is wrong. The message has all mistakes, a line each, with key and value.</summary>
/// <param name="mistakes">The mistakes.</param>
public sealed class TopologyException(IReadOnlyList<string> mistakes)
    : Exception($"The configuration is wrong:\n{string.Join('\n', mistakes.Select(mistake => $"  {mistake}"))}")
{
    /// <summary>Each mistake: key, value, what to do.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
