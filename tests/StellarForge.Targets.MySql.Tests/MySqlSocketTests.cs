#if !MYSQLCONNECTOR
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.MySql.Tests;

/// <summary>The driver keeps its socket to itself: another version of it may keep it elsewhere.</summary>
public class MySqlSocketTests(MariaDbServer server)
{
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

        await Should.ThrowAsync<MySqlException>(() => sleeping.WaitAsync(TimeSpan.FromSeconds(5), token));
    }
}
#endif
