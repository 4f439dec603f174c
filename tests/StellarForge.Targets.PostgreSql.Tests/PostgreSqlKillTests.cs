using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public sealed class PostgreSqlKillTests : KillTests, IAsyncLifetime
{
    private readonly PostgreSqlServer _server = new() { Durable = true };

    protected override bool IsServer => true;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override async Task CrashServerAsync()
    {
        await _server.KillAsync();
        await _server.RestartAsync();
    }

    protected override async Task<TargetStore> CreateAsync() => new PostgreSqlStore(await _server.CreateDatabaseAsync());
}
