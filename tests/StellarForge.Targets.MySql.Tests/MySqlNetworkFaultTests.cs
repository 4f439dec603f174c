using StellarForge.Engine;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.MySql.Tests;

public class MySqlNetworkFaultTests(MariaDbServer server) : NetworkFaultTests
{
    protected override async Task<TargetStore> CreateAsync() => new MySqlStore(await server.CreateDatabaseAsync());

    protected override ITarget Open(string uri) => MySqlTarget.Open(uri);
}
