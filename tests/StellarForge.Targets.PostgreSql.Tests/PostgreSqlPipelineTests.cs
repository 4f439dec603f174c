using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlPipelineTests(PostgreSqlServer server) : RelationalPipelineTests
{
    protected override (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger =>
        ("stellarforge.topics", "stellarforge.positions", "stellarforge.lanes", "stellarforge.dead_letters", "stellarforge.ledger");

    protected override int VersionBeforePipelines => 2;

    protected override async Task<TargetStore> CreateAsync() => new PostgreSqlStore(await server.CreateDatabaseAsync());
}
