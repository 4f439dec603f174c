using System.Reflection;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
[assembly: AssemblyFixture(typeof(MariaDbServer))]

namespace StellarForge.Cli.Tests;

public class OneWorldTests(PostgreSqlServer postgres, MariaDbServer mariaDb)
{
    private static readonly ConnectorRegistry Targets = ConnectorRegistry.Of(
        ((string[])["Files", "MySql", "PostgreSql", "Sqlite", "SqlServer"]).Select(name => Assembly.Load($"StellarForge.Targets.{name}")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_store_holds_the_same_world()
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge-world-");
        await using var first = await postgres.CreateDatabaseAsync();
        await using var second = await mariaDb.CreateDatabaseAsync();
        await using var third = SqlServerDatabase.IsThere ? await SqlServerDatabase.CreateAsync() : null;
        var world = new World(scale: 0.002);
        try
        {
            var stores = new Dictionary<string, string[]>();
            string[] folders = ["csv", "jsonl", "avro", "parquet"];
            string?[] addresses =
                [$"sqlite:{folder}/world.db", .. folders.Select(format => $"{format}:{folder}/{format}"), first.Uri, second.Uri, third?.Address];
            foreach (var address in addresses.OfType<string>())
            {
                await using var target = Targets.OpenTarget(address);
                var plan = FillPlanner.Plan(Retail.ForgeModel.Instance, world);
                await new FillRunner(target, plan).RunAsync(cancellationToken: Token);
                var tables = await new Verifier(target, world).VerifyAsync(plan.Tables, cancellationToken: Token);
                stores[address.Split(':', ';')[0]] = [.. tables.Select(table => $"{table.Table} {table.Actual}")];
            }

            stores.Count.ShouldBe(third is null ? 7 : 8);
            stores["sqlite"].Length.ShouldBe(13);
            foreach (var (store, tables) in stores)
                tables.ShouldBe(stores["sqlite"], store);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
