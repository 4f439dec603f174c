using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Asks a service's dependencies whether they are there. Whoever asks meanwhile, or a moment later, gets the same answer: so nobody makes many connections by
/// asking often.
/// </summary>
internal sealed class Readiness(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _asking;
    private HealthReport? _last;
    private long _asked;

    /// <summary>What was answered last, if anything.</summary>
    public HealthReport? Last
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <summary>Asks.</summary>
    public Task<HealthReport> AskAsync()
    {
        lock (_lock)
        {
            if (_asking is { IsCompleted: false } || (_asking is { IsCompletedSuccessfully: true } && time.GetElapsedTime(_asked) < Freshness))
                return _asking;
            _asked = time.GetTimestamp();
            return _asking = Task.Run(RunAsync);
        }
    }

    private async Task<HealthReport> RunAsync()
    {
        var report = await checks.CheckHealthAsync(CancellationToken.None);
        lock (_lock)
            _last = report;
        return report;
    }
}
