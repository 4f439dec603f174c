using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using StellarForge.Aspire.Hosting.Tests.Support;
using StellarForge.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
[assembly: AssemblyFixture(typeof(MariaDbServer))]

namespace StellarForge.Aspire.Hosting.Tests;

/// <summary>What the resources would run is run, over real databases.</summary>
public class RunTests(PostgreSqlServer postgres, MariaDbServer mariaDb)
{
    [Fact]
    public async Task A_database_of_PostgreSQL_is_filled_and_the_next_start_has_nothing_to_do()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var port = new Uri(database.Uri).Port;
        await using var composed = await Composed.StartAsync(builder =>
            Forge(builder).Fill(FillTests.Postgres(builder, port, database.Name), scale: 0.01));

        await ShouldFillOnceAsync(composed.Fill);
        (await database.PsqlAsync("SELECT count(*) FROM orders")).ShouldBe("10000");
    }

    [Fact]
    public async Task A_connection_string_is_filled_as_Aspire_would_give_it()
    {
        await using var database = await mariaDb.CreateDatabaseAsync();
        var uri = new Uri(database.Uri);
        var user = uri.UserInfo.Split(':');
        var connection = $"Server={uri.Host};Port={uri.Port};User ID={user[0]};Password={user.ElementAtOrDefault(1)};Database={database.Name}";
        await using var composed = await Composed.StartAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:ordersdb"] = connection;
            Forge(builder).Fill(builder.AddConnectionString("ordersdb"), scale: 0.01);
        });

        await ShouldFillOnceAsync(composed.Fill);
        (await database.ClientAsync("SELECT count(*) FROM orders")).ShouldBe("10000");
    }

    private static IResourceBuilder<StellarForgeResource> Forge(IDistributedApplicationBuilder builder) =>
        builder.AddStellarForge("forge").WithModel<Projects.StellarForge_Retail>();

    private static async Task ShouldFillOnceAsync(StellarForgeFillResource fill)
    {
        var (exitCode, output) = await Composed.RunAsync(fill);
        output.ShouldContain("holds exactly what the model says.");
        exitCode.ShouldBe(0);

        (exitCode, output) = await Composed.RunAsync(fill);
        output.ShouldEndWith("was filled already: nothing to do.\n");
        exitCode.ShouldBe(0);
    }
}
