using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StellarForge.Engine.Telemetry;

namespace StellarForge.ServiceDefaults;

/// <summary>Asks the dependencies from time to time, so that their gauge is true and the log says when one goes or comes back.</summary>
internal sealed class ReadinessWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, HealthStatus> _before = [];
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger<ReadinessWatch> _logger;

    public ReadinessWatch(Readiness readiness, IMeterFactory meters, TimeProvider time, ILogger<ReadinessWatch> logger)
    {
        (_readiness, _time, _logger) = (readiness, time, logger);
        meters.Create(EngineTelemetry.Name).CreateObservableGauge(
            "stellarforge.dependency.up", Observe, null, "Whether a dependency of the service answered when it was asked last: 1, or else 0");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
                Tell(await _readiness.AskAsync().WaitAsync(stoppingToken));
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private void Tell(HealthReport report)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var before = _before.TryGetValue(name, out var status) ? status : HealthStatus.Healthy;
            _before[name] = entry.Status;
            if (entry.Status == before)
                continue;
            if (entry.Status == HealthStatus.Healthy)
                Log.DependencyBack(_logger, name);
            else
                Log.DependencyAway(_logger, name, ReadinessResponse.Describe(entry) ?? $"{entry.Status}");
        }
    }

    private IEnumerable<Measurement<int>> Observe() => _readiness.Last is { } report
        ? report.Entries.Select(pair => new Measurement<int>(
            pair.Value.Status == HealthStatus.Unhealthy ? 0 : 1, new KeyValuePair<string, object?>("stellarforge.dependency", pair.Key)))
        : [];
}
