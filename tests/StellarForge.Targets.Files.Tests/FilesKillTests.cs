using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Files.Tests;

public class FilesKillTests : KillTests
{
    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new CsvStore());
}
