using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StellarForge.Api.Remote;

/// <summary>A service that requests are passed on to is there when it lives. Whether what it depends on is there, it says itself.</summary>
/// <param name="service">The service.</param>
internal sealed class RemoteCheck(RemoteService service) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await service.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (RemoteException error)
        {
            return HealthCheckResult.Unhealthy(error.Message);
        }
    }
}
