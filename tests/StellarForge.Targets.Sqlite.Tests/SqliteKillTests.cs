using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Sqlite.Tests;

public class SqliteKillTests : KillTests
{
    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new SqliteStore());
}
