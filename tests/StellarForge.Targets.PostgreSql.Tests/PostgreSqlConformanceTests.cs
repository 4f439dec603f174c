using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlConformanceTests(PostgreSqlServer server) : TargetConformanceTests
{
    protected override async Task<TargetStore> CreateAsync() => new PostgreSqlStore(await server.CreateDatabaseAsync());
}
