using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Servers;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace StellarForge.Brokers.Redis.Tests;

public class RedisConformanceTests(RedisServer server) : BrokerConformanceTests
{
    protected override Task<BrokerStore> CreateAsync() => RedisStore.OfAsync(server);
}

public class RedisGroupTests(RedisServer server) : BrokerGroupTests
{
    protected override Task<BrokerStore> CreateAsync() => RedisStore.OfAsync(server);
}

internal sealed class RedisStore(string uri) : BrokerStore
{
    public override string Uri => uri;

    public static Task<BrokerStore> OfAsync(RedisServer server)
    {
        server.Require();
        return Task.FromResult<BrokerStore>(new RedisStore(server.Uri + "?session_timeout=2"));
    }

    public override IBroker Open() => new RedisBrokerConnector().Open(uri);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
