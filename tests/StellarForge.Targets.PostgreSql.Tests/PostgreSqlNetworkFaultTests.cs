using StellarForge.Engine;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlNetworkFaultTests(PostgreSqlServer server) : NetworkFaultTests
{
    protected override async Task<TargetStore> CreateAsync() => new PostgreSqlStore(await server.CreateDatabaseAsync());

    protected override ITarget Open(string uri) => PostgreSqlTarget.Open(uri);
}
