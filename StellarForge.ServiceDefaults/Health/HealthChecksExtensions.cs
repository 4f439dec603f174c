using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.ServiceDefaults;

/// <summary>Checks of what a service depends on.</summary>
public static class HealthChecksExtensions
{
    // A server that does not answer within this is away, whatever it may do later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Adds a dependency that is there when it answers: <c>/readyz</c> names it while it does not.</summary>
    /// <param name="checks">The service's checks.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="pingAsync">
    /// Asks it; throws a <see cref="TargetException"/> or a <see cref="BrokerException"/>, whose message is shown, where it does not answer.
    /// </param>
    public static IHealthChecksBuilder AddPing(this IHealthChecksBuilder checks, string name, Func<IServiceProvider, CancellationToken, Task> pingAsync)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(pingAsync);
        return checks.Add(Registration(name, pingAsync));
    }

    /// <summary>Adds connections of the topology; one that is added twice is asked once.</summary>
    /// <param name="checks">The service's checks.</param>
    /// <param name="connections">Which of them the service depends on.</param>
    public static IHealthChecksBuilder AddConnections(this IHealthChecksBuilder checks, Func<Topology, IEnumerable<TopologyConnection>> connections)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(connections);
        checks.Services.AddOptions<HealthCheckServiceOptions>().Configure<Topology>((options, topology) =>
        {
            foreach (var connection in connections(topology).DistinctBy(connection => connection.Name))
            {
                if (options.Registrations.All(registration => registration.Name != connection.Name))
                    options.Registrations.Add(Registration(connection.Name, (_, cancel) => PingAsync(connection, cancel)));
            }
        });
        return checks;
    }

    private static HealthCheckRegistration Registration(string name, Func<IServiceProvider, CancellationToken, Task> pingAsync) =>
        Registration(name, new Ping(pingAsync));

    private static HealthCheckRegistration Registration(string name, Ping ping) =>
        new(name, services => new PingCheck(ping, services), HealthStatus.Unhealthy, [], Patience);

    private static async Task PingAsync(TopologyConnection connection, CancellationToken cancellationToken)
    {
        if (connection.IsBroker)
        {
            await using var broker = connection.OpenBroker();
            await broker.PingAsync(cancellationToken);
        }
        else
        {
            await using var target = connection.OpenTarget();
            await target.PingAsync(cancellationToken);
        }
    }

    /// <summary>Asks a dependency, one time after the other: to one that hangs no further connections are made.</summary>
    private sealed class Ping(Func<IServiceProvider, CancellationToken, Task> pingAsync)
    {
        private readonly Lock _lock = new();
        private Task _asking = Task.CompletedTask;

        public Task AskAsync(IServiceProvider services, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                // Some drivers heed no cancellation.
                if (_asking.IsCompleted)
                    _asking = Task.Run(() => pingAsync(services, cancellationToken), cancellationToken);
                return _asking.WaitAsync(cancellationToken);
            }
        }
    }

    private sealed class PingCheck(Ping ping, IServiceProvider services) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await ping.AskAsync(services, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception error) when (error is TargetException or BrokerException)
            {
                return HealthCheckResult.Unhealthy(error.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy(FormattableString.Invariant($"There was no answer within {Patience.TotalSeconds:0} s."));
            }
        }
    }
}
