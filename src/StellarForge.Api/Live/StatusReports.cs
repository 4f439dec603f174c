using StellarForge.Api.Fills;
using StellarForge.Api.Remote;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>Asks the streams and pipelines how they are: those of this process, or else the services that have them.</summary>
/// <param name="topology">The topology.</param>
/// <param name="fills">The fills of this process.</param>
/// <param name="clock">The clock.</param>
/// <param name="generator">The generator, where it is another process.</param>
/// <param name="writer">The writer, where it is another process.</param>
/// <param name="streams">The streams of this process.</param>
/// <param name="pipelines">The pipelines of this process.</param>
internal sealed class StatusReports(
    Topology topology, FillJobs fills, TimeProvider clock, [FromKeyedServices(RemoteService.Generator)] RemoteService generator,
    [FromKeyedServices(RemoteService.Writer)] RemoteService writer, IStreamHosts? streams = null, IPipelineHosts? pipelines = null)
{
    private static readonly FaultStatus NoFaults = new(0, 0, 0, 0);

    /// <summary>How everything is now.</summary>
    /// <param name="authorization">The caller's <c>Authorization</c> header, for other services.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<StatusReport> ReadAsync(string? authorization, CancellationToken cancellationToken)
    {
        var streamsNow = StreamsAsync(authorization, cancellationToken);
        var pipelinesNow = PipelinesAsync(authorization, cancellationToken);
        return new(clock.GetUtcNow(), await streamsNow, await pipelinesNow, fills.Statuses);
    }

    private async Task<IReadOnlyList<StreamStatus>> StreamsAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (streams is not null)
            return streams.Statuses;
        try
        {
            return await generator.GetAsync<List<StreamStatus>>("/api/streams", authorization, cancellationToken);
        }
        catch (RemoteException error)
        {
            return [.. topology.Streams.Select(stream => Unknown(stream, error.Message))];
        }
    }

    private async Task<IReadOnlyList<PipelineStatus>> PipelinesAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (pipelines is not null)
            return pipelines.Statuses;
        try
        {
            return await writer.GetAsync<List<PipelineStatus>>("/api/pipelines", authorization, cancellationToken);
        }
        catch (RemoteException error)
        {
            return [.. topology.Pipelines.Select(pipeline => Unknown(pipeline, error.Message))];
        }
    }

    private static StreamStatus Unknown(TopologyStream stream, string error) => new(
        stream.Name, HostState.Waiting, error, null, stream.Settings.Rate ?? 0, SettingNames.Of(stream.Settings.Pattern), NoFaults, 0, 0, 0, 0, 0, 0, 0, []);

    private static PipelineStatus Unknown(TopologyPipeline pipeline, string error) => new(
        pipeline.Name, $"{pipeline.Target.Address}", HostState.Waiting, error, null, 0, 0, null, 0, null, []);
}
