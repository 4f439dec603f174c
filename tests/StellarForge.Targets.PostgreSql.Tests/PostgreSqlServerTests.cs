using StellarForge.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlServerTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Each_test_has_an_empty_database()
    {
        await using var database = await server.CreateDatabaseAsync();

        (await database.PsqlAsync("SELECT current_database(), count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe($"{database.Name}|0");
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_what_was_committed()
    {
        await using var own = new PostgreSqlServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        await database.PsqlAsync("CREATE TABLE t AS SELECT generate_series(1, 1000)");

        await own.KillAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => database.PsqlAsync("SELECT 1"));
        await own.RestartAsync();

        (await database.PsqlAsync("SELECT count(*) FROM t")).ShouldBe("1000");
    }
}
