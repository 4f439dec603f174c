using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Sqlite.Tests;

public class SqlitePipelineTests : RelationalPipelineTests
{
    protected override (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger =>
        ("_stellarforge_topics", "_stellarforge_positions", "_stellarforge_lanes", "_stellarforge_dead_letters", "_stellarforge_ledger");

    protected override int VersionBeforePipelines => 2;

    protected override bool IsServer => false;

    protected override bool HeedsForeignKeys => false;

    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new SqliteStore());
}
