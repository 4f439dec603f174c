using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Servers;

[assembly: AssemblyFixture(typeof(RabbitMqServer))]

namespace StellarForge.Brokers.RabbitMq.Tests;

public class RabbitMqConformanceTests(RabbitMqServer server) : BrokerConformanceTests
{
    protected override Task<BrokerStore> CreateAsync() => RabbitMqStore.OfAsync(server);
}

public class RabbitMqGroupTests(RabbitMqServer server) : BrokerGroupTests
{
    protected override Task<BrokerStore> CreateAsync() => RabbitMqStore.OfAsync(server);
}

internal sealed class RabbitMqStore(string uri) : BrokerStore
{
    public override string Uri => uri;

    public static Task<BrokerStore> OfAsync(RabbitMqServer server)
    {
        server.Require();
        return Task.FromResult<BrokerStore>(new RabbitMqStore(server.Uri));
    }

    public override IBroker Open() => new RabbitMqBrokerConnector().Open(uri);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
