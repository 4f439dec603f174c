using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>What runs, as it is drawn: streams, topics, pipelines, targets.</summary>
/// <param name="Model">The model.</param>
/// <param name="Streams">The streams.</param>
/// <param name="Pipelines">The pipelines.</param>
/// <param name="Connections">The connections that configuration names.</param>
internal sealed record TopologyReport(
    TopologyModel Model, IReadOnlyList<StreamShape> Streams, IReadOnlyList<PipelineShape> Pipelines, IReadOnlyList<ConnectionShape> Connections)
{
    /// <summary>Describes a topology.</summary>
    public static TopologyReport Of(Topology topology) => new(
        new(topology.Model.Name, topology.World.Seed, topology.World.Scale, topology.Model.Tables.Length),
        [
            .. topology.Streams.Select(stream => new StreamShape(
                stream.Name, stream.Broker.Name, stream.Settings.Live, stream.Settings.Format,
                [.. stream.Plan.Tables.Select(table => new TopicShape(table.Topic, table.Table.Schema.QualifiedName))])),
        ],
        [
            .. topology.Pipelines.Select(pipeline => new PipelineShape(
                pipeline.Name, pipeline.Stream?.Name, pipeline.Broker.Name,
                [.. pipeline.Topics.Select(topic => new TopicShape(topic.Topic, topic.Schema.QualifiedName))],
                pipeline.Target.Name, pipeline.Settings.Mode.ToString().ToLowerInvariant())),
        ],
        [
            .. topology.Connections.Select(connection => new ConnectionShape(
                connection.Name, $"{connection.Address}", connection.IsBroker ? "broker" : "target")),
        ]);
}

/// <summary>What decides the rows.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Tables">How many tables there are.</param>
internal sealed record TopologyModel(string Name, ulong Seed, double Scale, int Tables);

/// <summary>A stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Broker">The name of the broker's connection.</param>
/// <param name="Live">Whether it goes on as the clock does; else it is a replay.</param>
/// <param name="Format">The messages' format.</param>
/// <param name="Topics">Its topics.</param>
internal sealed record StreamShape(string Name, string Broker, bool Live, string Format, IReadOnlyList<TopicShape> Topics);

/// <summary>A pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stream">The stream whose topics it reads, or <see langword="null"/> where their events come from elsewhere.</param>
/// <param name="Broker">The name of the broker's connection.</param>
/// <param name="Topics">The topics that it reads.</param>
/// <param name="Target">The name of the target's connection.</param>
/// <param name="Mode">What becomes of an event whose key is there.</param>
internal sealed record PipelineShape(
    string Name, string? Stream, string Broker, IReadOnlyList<TopicShape> Topics, string Target, string Mode);

/// <summary>A topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Table">The table whose events it has.</param>
internal sealed record TopicShape(string Topic, string Table);

/// <summary>A connection.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it leads, without secrets.</param>
/// <param name="Kind"><c>target</c> or <c>broker</c>.</param>
internal sealed record ConnectionShape(string Name, string Address, string Kind);
