using System.Globalization;
using Microsoft.Data.SqlClient;

namespace StellarForge.Testing.Servers;

/// <summary>
/// A database of one test's own, dropped at its end, on the server that <c>STELLARFORGE_SQLSERVER</c> names: SQL Server can't be installed by a test.
/// </summary>
public sealed class SqlServerDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name = $"forge_{Guid.NewGuid():N}";

    private SqlServerDatabase(string server) => _server = server;

    /// <summary>Whether there is a server.</summary>
    public static bool IsThere => Server is not null;

    /// <summary>The target's address.</summary>
    public string Address => $"Provider=SqlServer;{ConnectionString}";

    /// <summary>The address for the driver.</summary>
    public string ConnectionString => new SqlConnectionStringBuilder(_server) { InitialCatalog = _name, Pooling = false }.ConnectionString;

    private static string? Server => Environment.GetEnvironmentVariable("STELLARFORGE_SQLSERVER") is { Length: > 0 } server ? server : null;

    /// <summary>Makes a database, or skips the test.</summary>
    public static async Task<SqlServerDatabase> CreateAsync()
    {
        Assert.SkipWhen(Server is null, "STELLARFORGE_SQLSERVER holds no connection string of a SQL Server.");
        var database = new SqlServerDatabase(Server!);
        await ExecuteAsync(database._server, $"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>Runs SQL, and gives the first value.</summary>
    public Task<object?> SqlAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    /// <summary>Runs SQL, and gives its rows by lines, with columns by '|'.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        await using var connection = new SqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            var values = Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader[column], CultureInfo.InvariantCulture));
            lines.Add(string.Join('|', values));
        }

        return string.Join('\n', lines);
    }

    /// <inheritdoc/>
    /// <remarks>A process that was killed may be connected still.</remarks>
    public async ValueTask DisposeAsync() =>
        await ExecuteAsync(_server, $"ALTER DATABASE {_name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {_name}");

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
