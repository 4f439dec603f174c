using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.MySql.Tests;

public class MySqlPipelineTests(MariaDbServer server) : RelationalPipelineTests
{
    protected override (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger =>
        ("_stellarforge_topics", "_stellarforge_positions", "_stellarforge_lanes", "_stellarforge_dead_letters", "_stellarforge_ledger");

    protected override int VersionBeforePipelines => 2;

    protected override bool HeedsForeignKeys => false;

    protected override bool HeedsSpaces => false;

    protected override async Task<TargetStore> CreateAsync() => new MySqlStore(await server.CreateDatabaseAsync());
}
