using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests;

public class TopologyMonitorTests
{
    [Fact]
    public void What_fails_as_a_change_is_applied_does_not_end_the_process()
    {
        var configuration = Settings.OfShop("""
            "Streams": { "a": { "Broker": "log", "Tables": { "users": null }, "Rate": 1 } }
            """).AddInMemoryCollection().Build();
        using var monitor = new TopologyMonitor(configuration, TopologyReader.Read(configuration), NullLogger<TopologyMonitor>.Instance);
        var told = 0;
        monitor.Changed += _ =>
        {
            told++;
            throw new InvalidOperationException("Nobody foresaw this.");
        };

        configuration["StellarForge:Streams:a:Rate"] = "5";
        Should.NotThrow(monitor.Reload);

        told.ShouldBe(1);
    }
}
