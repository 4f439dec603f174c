using StellarForge.ServiceDefaults;

namespace StellarForge.WriterService;

/// <summary>Runs the pipelines of the topology.</summary>
/// <param name="topology">The topology.</param>
public sealed class PipelineHosts(Topology topology) : IPipelineHosts
{
    /// <inheritdoc/>
    public IReadOnlyList<PipelineStatus> Statuses => [.. topology.Pipelines.Select(Status)];

    /// <inheritdoc/>
    public Task<PipelineStatus?> ChangeAsync(string name, PipelineChange change, CancellationToken cancellationToken) =>
        Task.FromResult(Statuses.FirstOrDefault(status => status.Name == name));

    private static PipelineStatus Status(TopologyPipeline pipeline) => new(
        pipeline.Name, $"{pipeline.Target.Address}", HostState.Starting, null, null, 0, 0, null, 0, null,
        [.. pipeline.Topics.Select(topic => new PipelineTableStatus(topic.Schema.QualifiedName, topic.Topic, 0, 0, 0, 0, 0))]);
}
