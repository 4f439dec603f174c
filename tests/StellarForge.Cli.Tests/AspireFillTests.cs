using StellarForge.Aspire.Hosting;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

/// <summary>
/// The command lines and the variables by which an AppHost fills databases (src/StellarForge.Aspire.Hosting), over real databases: connections as Aspire's
/// resources give them.
/// </summary>
public sealed class AspireFillTests(PostgreSqlServer postgres, MariaDbServer mariaDb) : IDisposable
{
    private static readonly string Command = Path.Combine(AppContext.BaseDirectory, "StellarForge.Cli.dll");
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "StellarForge.Retail.dll");

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task PostgreSQL_is_filled_once_and_what_was_killed_goes_on()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await ShouldFillOnceAsync($"Provider=PostgreSql;{database.ConnectionString}", database.PsqlAsync);
    }

    [Fact]
    public async Task MariaDB_is_filled_once_and_what_was_killed_goes_on()
    {
        await using var database = await mariaDb.CreateDatabaseAsync();
        var uri = new Uri(database.Uri);
        var user = uri.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        await ShouldFillOnceAsync(
            $"Provider=MySql;Server={uri.Host};Port={uri.Port};User ID={user[0]};Password={user.ElementAtOrDefault(1)};Database={database.Name}",
            database.ClientAsync);
    }

    [Fact]
    public async Task SQLite_is_filled_once_and_what_was_killed_goes_on() =>
        await ShouldFillOnceAsync(
            $"Provider=Sqlite;Data Source={_cli.PathOf("orders.db")};Cache=Shared;Mode=ReadWriteCreate;",
            sql => Task.FromResult(Sqlite.Ask(_cli.PathOf("orders.db"), sql)));

    // Rows that a program changed are no difference: what verify would say of them is another matter.
    private async Task ShouldFillOnceAsync(string connection, Func<string, Task<string>> askAsync)
    {
        var line = new FillCommandLine("orders-db")
        {
            Scale = 0.06,
            Tables = ["customer_segments", "users", "products", "customer_interactions"],
            Rows = [("users", 6_000)],
        };
        _cli.Environment[line.ConnectionVariable] = connection;
        using (var killed = Running.Start(_cli, Words(line)))
        {
            while (!killed.Finished.IsCompleted && await CountAsync(askAsync) == 0)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            killed.Kill();
        }

        var resumed = await _cli.OutputOfAsync(Words(line));
        resumed.ShouldContain("holds exactly what the model says.");
        (await askAsync("SELECT count(*) FROM customer_interactions")).ShouldBe("120000");
        (await askAsync("SELECT count(*) FROM users")).ShouldBe("6000");
        await askAsync("DELETE FROM customer_interactions WHERE interaction_id > 100000");

        var again = await _cli.RunAsync(Words(line));
        again.ExitCode.ShouldBe(0, again.Error);
        again.Output.ShouldEndWith("was filled already: nothing to do.\n");
        again.Error.ShouldBeEmpty();
        (await askAsync("SELECT count(*) FROM customer_interactions")).ShouldBe("100000");

        (await _cli.OutputOfAsync(Words(line, recreate: true))).ShouldContain("holds exactly what the model says.");
        (await askAsync("SELECT count(*) FROM customer_interactions")).ShouldBe("120000");
    }

    // Without its table a database has no rows.
    private static async Task<long> CountAsync(Func<string, Task<string>> askAsync)
    {
        try
        {
            return long.Parse(await askAsync("SELECT count(*) FROM users"), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is InvalidOperationException or ShouldAssertException)
        {
            return 0;
        }
    }

    private static string Words(FillCommandLine line, bool recreate = false) => string.Join(' ', line.Arguments(Command, Model, recreate).Skip(1));
}
