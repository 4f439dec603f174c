using System.Text;
using StellarForge.Engine;

namespace StellarForge.Targets.MySql.Tests;

/// <summary>A server gets the rows that are loaded, and no file of the client's.</summary>
public sealed class HostileMySqlServerTests : IDisposable
{
    private readonly string _secret = Path.GetTempFileName();

    public HostileMySqlServerTests() => File.WriteAllText(_secret, "TOP SECRET");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_secret);

    [Fact]
    public async Task A_careless_client_sends_it_the_file()
    {
        await using var server = new HostileMySqlServer(_secret, _ => true);
        await using var connection = new MySqlConnection(CareLess(server));

        await Should.ThrowAsync<Exception>(async () =>
        {
            await connection.OpenAsync(Token);
            await using var command = new MySqlCommand("SELECT 1", connection);
            await command.ExecuteNonQueryAsync(Token);
            throw new InvalidOperationException("It got what it wanted.");
        });

#if MYSQLCONNECTOR
        server.Received.ShouldBeEmpty(); // A careful driver.
#else
        server.Received.ShouldContain("TOP SECRET");
#endif
    }

    [Fact]
    public async Task No_verb_sends_a_file_whatever_statement_is_answered_by_asking_for_one()
    {
        await using var server = new HostileMySqlServer(_secret, _ => true);
        await using var target = MySqlTarget.Open($"{server.Uri}&allowloadlocalinfile=true");
        var plan = FillPlanner.Plan(Bank.Model, World.Default);

        foreach (var work in (Func<Task>[])
        [
            () => target.PingAsync(Token), () => target.PrepareAsync(plan, recreate: true, Token), () => target.FinishAsync(plan, Token),
            async () => await (await target.ConnectAsync(Token)).DisposeAsync(),
        ])
        {
            (await Should.ThrowAsync<TargetException>(work)).Message.ShouldNotContain("s3cret");
        }

        server.Asked.ShouldBeGreaterThan(3);
        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_load_sends_its_rows_in_place_of_the_file_that_is_asked_for_and_nothing_after_them(int times)
    {
        await using var server = new HostileMySqlServer(_secret, sql => sql.StartsWith("LOAD DATA", StringComparison.Ordinal) || sql == "SELECT 1", times);
        await using var connection = new MySqlConnection(MySqlBulk.Allow(Settings(server)));
        await connection.OpenAsync(Token);
        var loader = new MySqlBulkLoader(connection) { TableName = "accounts", Local = true };

        var error = await Record.ExceptionAsync(() => Task.Run(() => MySqlBulk.Load(loader, Encoding.UTF8.GetBytes("OUR ROWS\n")), Token));
        if (times == 1)
            await Should.ThrowAsync<Exception>(() => new MySqlCommand("SELECT 1", connection).ExecuteNonQueryAsync(Token));

        server.Asked.ShouldBe(2);
#if MYSQLCONNECTOR
        error.ShouldNotBeNull(); // It knows no stream by that name.
        server.Received.ShouldBeEmpty();
#else
        (error is null).ShouldBe(times == 1);
        server.Received.ShouldBe("OUR ROWS\n");
#endif
    }

    private static string Settings(HostileMySqlServer server) => MySqlTargetConnector.Read(new MySqlTargetConnector().Parse(server.Uri)).ConnectionString;

    private static string CareLess(HostileMySqlServer server) =>
        new MySqlConnectionStringBuilder(Settings(server)) { AllowLoadLocalInfile = true }.ConnectionString;
}
