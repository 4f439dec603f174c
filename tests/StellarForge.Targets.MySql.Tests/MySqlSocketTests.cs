#if !MYSQLCONNECTOR
using StellarForge.Engine;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.MySql.Tests;

/// <summary>The driver keeps its socket to itself: another version of it may keep it elsewhere.</summary>
public class MySqlSocketTests(MariaDbServer server)
{
    [Theory]
    [InlineData("driver", "handler", "moved")]
    [InlineData("driver", "moved", "networkStream")]
    [InlineData("driver", "handler")]
    public async Task A_driver_that_keeps_its_socket_elsewhere_is_refused_before_the_first_row(params string[] way)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = MySqlTarget.Open(database.Uri);
        target.SocketFieldPath = way;

        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain(" does not keep its socket where the version does that this release names. Use that one.");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_closed_socket_ends_a_call_that_is_under_way()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await server.CreateDatabaseAsync();
        using var connection = new MySqlConnection(MySqlTargetConnector.Read(new MySqlTargetConnector().Parse(database.Uri)).ConnectionString);
        await connection.OpenAsync(token);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT SLEEP(60)";
        var sleeping = Task.Run(command.ExecuteScalar, token);
        var asleep = $"SELECT count(*) FROM information_schema.processlist WHERE id = {connection.ServerThread} AND state = 'User sleep'";
        while (await database.ClientAsync(asleep) != "1")
        {
            sleeping.IsCompleted.ShouldBeFalse();
            await Task.Delay(10, token);
        }

        MySqlSocket.Close(connection);

        await Should.ThrowAsync<MySqlException>(() => sleeping.WaitAsync(TimeSpan.FromSeconds(45), token));
    }
}
#endif
