using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests.Support;

/// <summary>A database of a test's own, of either server, which its own client asks.</summary>
/// <param name="Uri">The target URI.</param>
/// <param name="Letters">The table of dead letters.</param>
/// <param name="AskAsync">Runs SQL, and gives what it prints.</param>
/// <param name="Owner">Drops it.</param>
public sealed record AskedDatabase(string Uri, string Letters, Func<string, Task<string>> AskAsync, IAsyncDisposable Owner) : IAsyncDisposable
{
    public static async Task<AskedDatabase> CreateAsync(PostgreSqlServer server)
    {
        var database = await server.CreateDatabaseAsync();
        return new AskedDatabase(database.Uri, "stellarforge.dead_letters", database.PsqlAsync, database);
    }

    public static async Task<AskedDatabase> CreateAsync(MariaDbServer server)
    {
        var database = await server.CreateDatabaseAsync();
        return new AskedDatabase(database.Uri, "_stellarforge_dead_letters", database.ClientAsync, database);
    }

    public ValueTask DisposeAsync() => Owner.DisposeAsync();
}
