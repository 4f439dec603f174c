using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

/// <summary>Runs the streams of the topology.</summary>
public sealed class StreamHosts : SupervisedService, IStreamHosts
{
    private readonly IReadOnlyList<StreamHost> _hosts;
    private readonly TopologyMonitor _monitor;
    private readonly ILogger _logger;

    /// <summary>Prepares the streams; nothing runs yet.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="monitor">Says what changes of it.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public StreamHosts(Topology topology, TopologyMonitor monitor, ILogger<StreamHosts> logger, TimeProvider time)
        : this([.. topology.Streams.Select(stream => new StreamHost(stream, topology.Connectors, logger, time))], topology, monitor, logger)
    {
    }

    private StreamHosts(IReadOnlyList<StreamHost> hosts, Topology topology, TopologyMonitor monitor, ILogger logger)
        : base(hosts, topology.Options.ShutdownTimeout)
    {
        (_hosts, _monitor, _logger) = (hosts, monitor, logger);
        _monitor.Changed += OnChanged;
        foreach (var host in hosts)
            host.Begin();
    }

    /// <inheritdoc/>
    public IReadOnlyList<StreamStatus> Statuses => [.. _hosts.Select(host => host.Status)];

    /// <inheritdoc/>
    public async Task<StreamStatus?> ChangeAsync(string name, StreamChange change, CancellationToken cancellationToken)
    {
        if (_hosts.FirstOrDefault(host => host.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } host)
            return null;
        var status = await host.ChangeAsync(change, cancellationToken);
        Log.Changed(_logger, host.Name, change);
        return status;
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
            host.Apply(topology.Streams.Single(stream => stream.Name == host.Name));
    }
}
