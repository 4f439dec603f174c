using StellarForge.ServiceDefaults;

namespace StellarForge.WriterService;

/// <summary>Runs the pipelines of the topology.</summary>
public sealed class PipelineHosts : SupervisedService, IPipelineHosts
{
    private readonly IReadOnlyList<PipelineHost> _hosts;
    private readonly TopologyMonitor _monitor;
    private readonly ILogger _logger;

    /// <summary>Prepares the pipelines; nothing runs yet.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="monitor">Says what changes of it.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public PipelineHosts(Topology topology, TopologyMonitor monitor, ILogger<PipelineHosts> logger, TimeProvider time)
        : this([.. topology.Pipelines.Select(pipeline => new PipelineHost(pipeline, logger, time))], topology, monitor, logger)
    {
    }

    private PipelineHosts(IReadOnlyList<PipelineHost> hosts, Topology topology, TopologyMonitor monitor, ILogger logger)
        : base(hosts, topology.Options.ShutdownTimeout)
    {
        (_hosts, _monitor, _logger) = (hosts, monitor, logger);
        _monitor.Changed += OnChanged;
        foreach (var (host, pipeline) in hosts.Zip(topology.Pipelines))
            host.Change(new PipelineChange(pipeline.Settings.Paused));
    }

    /// <inheritdoc/>
    public IReadOnlyList<PipelineStatus> Statuses => [.. _hosts.Select(host => host.Status)];

    /// <inheritdoc/>
    public Task<PipelineStatus?> ChangeAsync(string name, PipelineChange change, CancellationToken cancellationToken)
    {
        if (_hosts.FirstOrDefault(host => host.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } host)
            return Task.FromResult<PipelineStatus?>(null);
        var status = host.Change(change);
        Log.Changed(_logger, host.Name, change);
        return Task.FromResult<PipelineStatus?>(status);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _monitor.Changed -= OnChanged;
        base.Dispose(disposing);
    }

    private void OnChanged(Topology topology)
    {
        foreach (var host in _hosts)
            host.Apply(topology.Pipelines.Single(pipeline => pipeline.Name == host.Name).Settings);
    }
}
