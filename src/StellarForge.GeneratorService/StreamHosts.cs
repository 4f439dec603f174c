using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

/// <summary>Runs the streams of the topology.</summary>
/// <param name="topology">The topology.</param>
public sealed class StreamHosts(Topology topology) : IStreamHosts
{
    /// <inheritdoc/>
    public IReadOnlyList<StreamStatus> Statuses => [.. topology.Streams.Select(Status)];

    /// <inheritdoc/>
    public Task<StreamStatus?> ChangeAsync(string name, StreamChange change, CancellationToken cancellationToken) =>
        Task.FromResult(Statuses.FirstOrDefault(status => status.Name == name));

    private static StreamStatus Status(TopologyStream stream) => new(
        stream.Name, HostState.Starting, null, null, stream.Settings.Rate ?? 0, "flat", new FaultStatus(0, 0, 0, 0), 0, 0, 0, 0, 0, 0, 0,
        [.. stream.Plan.Tables.Select(table => new StreamTableStatus(table.Table.Schema.QualifiedName, table.Topic, 0, 0, 0, 0, 0))]);
}
