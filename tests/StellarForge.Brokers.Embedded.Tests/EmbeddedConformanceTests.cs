using StellarForge.Testing.Brokers;

namespace StellarForge.Brokers.Embedded.Tests;

public class EmbeddedConformanceTests : BrokerConformanceTests
{
    protected override Task<BrokerStore> CreateAsync() => Task.FromResult<BrokerStore>(new EmbeddedStore());
}
