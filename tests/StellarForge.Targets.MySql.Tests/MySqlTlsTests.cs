using StellarForge.Engine;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.MySql.Tests;

public class MySqlTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_must_encrypt_does_so_where_the_address_says_it()
    {
        await using var server = new MariaDbServer { Tls = true };
        await server.InitializeAsync();
        await using var database = await server.CreateDatabaseAsync();
        await database.ClientAsync("CREATE USER 'safe'@'%' REQUIRE SSL; GRANT ALL ON *.* TO 'safe'@'%'");
        var address = database.Uri.Replace("root@", "safe@", StringComparison.Ordinal);

        await using (var encrypted = MySqlTarget.Open($"{address}?sslmode=require"))
        {
            var plan = FillPlanner.Plan(Bank.Model, World.Default);
            (await new FillRunner(encrypted, plan).RunAsync(cancellationToken: Token)).Complete.ShouldBeTrue();
        }

        (await database.ClientAsync("SELECT count(*) FROM transfers")).ShouldBe("20000");
        await using var open = MySqlTarget.Open($"{address}?sslmode=disable");
        (await Should.ThrowAsync<TargetException>(() => open.PingAsync(Token))).Message.ShouldContain("Access denied for user 'safe'");
    }
}
