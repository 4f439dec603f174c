using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.MySql.Tests;

public sealed class MySqlKillTests : KillTests, IAsyncLifetime
{
    private readonly MariaDbServer _server = new() { Durable = true };

    protected override bool IsServer => true;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override async Task CrashServerAsync()
    {
        await _server.KillAsync();
        await _server.RestartAsync();
    }

    protected override async Task<TargetStore> CreateAsync() => new MySqlStore(await _server.CreateDatabaseAsync());
}
