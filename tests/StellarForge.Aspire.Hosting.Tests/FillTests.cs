using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using StellarForge.Aspire.Hosting.Tests.Support;

namespace StellarForge.Aspire.Hosting.Tests;

public class FillTests
{
    [Fact]
    public async Task A_fill_is_a_run_of_the_command_with_the_connection_in_the_environment()
    {
        await using var composed = await Composed.StartAsync(builder => builder.AddStellarForge("forge").WithModel<Projects.StellarForge_Retail>()
            .Fill(Postgres(builder), 0.1, seed: 7, tables: ["users", "orders"], rows: [("orders", 2_000)]));

        var words = await Composed.ArgumentsAsync(composed.Fill);
        composed.Fill.Command.ShouldBe("dotnet");
        Path.GetFileName(words[0]).ShouldBe("StellarForge.Cli.dll");
        File.Exists(words[0]).ShouldBeTrue();
        words[1..3].ShouldBe(["fill", "--models"]);
        Path.GetFileName(words[3]).ShouldBe("StellarForge.Retail.dll");
        words[4..].ShouldBe(
            ["--target", "ordersdb", "--scale", "0.1", "--seed", "7", "--tables", "users,orders", "--rows", "orders=2000", "--verify-new"]);
        string.Join(' ', words).ShouldNotContain("secret");
        var environment = await Composed.EnvironmentAsync(composed.Fill);
        environment["ConnectionStrings__ordersdb"].ShouldBe("Provider=PostgreSql;Host=localhost;Port=5432;Username=postgres;Password=secret;Database=orders");
    }

    [Fact]
    public async Task It_waits_for_its_database_and_for_what_all_wait_for()
    {
        await using var composed = await Composed.StartAsync(builder =>
        {
            var migrations = builder.AddContainer("migrations", "migrations");
            builder.AddStellarForge("forge").WithModel<Projects.StellarForge_Retail>().WaitForCompletion(migrations).Fill(Postgres(builder));
        });

        var waits = composed.Fill.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType));
        waits.ShouldContain(("ordersdb", WaitType.WaitUntilHealthy));
        waits.ShouldContain(("migrations", WaitType.WaitForCompletion));
        composed.Fill.Parent.ShouldBe(composed.Forge);
    }

    [Fact]
    public async Task Several_databases_are_filled_each_by_its_own()
    {
        await using var composed = await Composed.StartAsync(builder => builder.AddStellarForge("forge").WithModel<Projects.StellarForge_Retail>()
            .Fill(Postgres(builder), scale: 0.01)
            .Fill(builder.AddMySql("mysql").AddDatabase("mysqldb"), verify: false)
            .Fill(builder.AddSqlServer("sqlserver").AddDatabase("sqlserverdb"))
            .Fill(builder.AddConnectionString("files", ReferenceExpression.Create($"Data Source=files.db"))));

        composed.Model.Resources.OfType<StellarForgeFillResource>().Select(fill => fill.Name)
            .ShouldBe(["forge-ordersdb", "forge-mysqldb", "forge-sqlserverdb", "forge-files"]);
        var last = composed.Model.Resources.OfType<StellarForgeFillResource>().Last();
        (await Composed.EnvironmentAsync(last))["ConnectionStrings__files"].ShouldBe("Data Source=files.db");
        (await Composed.ArgumentsAsync(composed.Model.Resources.OfType<StellarForgeFillResource>().ElementAt(1))).ShouldNotContain("--verify-new");
    }

    [Fact]
    public async Task Nothing_of_it_is_published()
    {
        await using var composed = await Composed.StartAsync(Example.Compose);

        composed.Forge.IsExcludedFromPublish().ShouldBeTrue();
        composed.Fill.IsExcludedFromPublish().ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_wrong_is_one_sentence()
    {
        Wrong(builder => Forge(builder).Fill(builder.AddRedis("cache"))).ShouldBe(
            "'forge' can't fill 'cache', a RedisResource: it fills PostgreSQL, MySQL, SQL Server and SQLite, also by AddConnectionString.");
        Wrong(builder => Forge(builder).Fill(builder.AddPostgres("pg"))).ShouldBe(
            "'forge' can't fill 'pg', which is a server: give one of its databases, which AddDatabase adds.");
        Wrong(builder => Forge(builder).Fill(Postgres(builder), scale: -0.5)).ShouldBe(
            "'forge' can't fill 'ordersdb' at scale -0.5: it takes a number above 0.");
        Wrong(builder => Forge(builder).Fill(Postgres(builder), scale: double.NaN)).ShouldContain("at scale NaN");
        Wrong(builder => Forge(builder).Fill(Postgres(builder), rows: [("orders", 0)])).ShouldBe(
            "'forge' can't fill 'ordersdb' with 0 rows of orders: it takes a number above 0.");
        Wrong(builder => builder.AddStellarForge("forge").WithModel("no/such.dll")).ShouldMatch(
            "^'forge' finds no model at .*such.dll: build its project first.$");
        Wrong(builder => builder.AddStellarForge("forge").WithModel<Projects.Unknown>()).ShouldMatch(
            "^'forge' does not know what .*Unknown.csproj is built into: refer to it, and to the package StellarForge.Aspire.Hosting, from the AppHost's");
        (await WrongAtStartAsync(builder => builder.AddStellarForge("forge").Fill(Postgres(builder)))).ShouldBe(
            "'forge' has no model: name its project by WithModel<Projects.MyModel>().");
        (await WrongAtStartAsync(builder => Forge(builder))).ShouldBe("'forge' fills nothing: name a database by Fill(database).");
        (await WrongAtStartAsync(builder => builder.AddContainer("shop", "shop").WaitFor(Forge(builder).Fill(Postgres(builder))))).ShouldBe(
            "'shop' has to wait for 'forge' by WaitForCompletion: WaitFor is for what goes on running, and a fill ends.");
    }

    internal static IResourceBuilder<PostgresDatabaseResource> Postgres(IDistributedApplicationBuilder builder, int port = 5432, string database = "orders") =>
        builder.AddPostgres("postgres", password: builder.AddParameter("password", "secret", secret: true))
            .WithEndpoint("tcp", endpoint => endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port))
            .AddDatabase("ordersdb", database);

    private static IResourceBuilder<StellarForgeResource> Forge(IDistributedApplicationBuilder builder) =>
        builder.AddStellarForge("forge").WithModel<Projects.StellarForge_Retail>();

    private static string Wrong(Action<IDistributedApplicationBuilder> compose) =>
        Should.Throw<DistributedApplicationException>(() => compose(Composed.Builder())).Message;

    private static async Task<string> WrongAtStartAsync(Action<IDistributedApplicationBuilder> compose) =>
        (await Should.ThrowAsync<DistributedApplicationException>(async () => await Composed.StartAsync(compose))).Message;
}
