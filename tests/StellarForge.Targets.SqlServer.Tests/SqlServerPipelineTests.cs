using StellarForge.Targets.SqlServer.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.SqlServer.Tests;

/// <summary>Against a real server, where there is one: it can't be installed by a test.</summary>
public class SqlServerPipelineTests : RelationalPipelineTests
{
    protected override (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger =>
        ("stellarforge.topics", "stellarforge.positions", "stellarforge.lanes", "stellarforge.dead_letters", "stellarforge.ledger");

    protected override int VersionBeforePipelines => 3;

    // It ends no client that is frozen.
    protected override bool IsServer => false;

    protected override bool HeedsSpaces => false;

    protected override async Task<TargetStore> CreateAsync() => new SqlServerStore(await SqlServerDatabase.CreateAsync());
}
