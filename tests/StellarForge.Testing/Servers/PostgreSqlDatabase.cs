using System.Diagnostics;
using Npgsql;

namespace StellarForge.Testing.Servers;

/// <summary>A database of one test's own, dropped at its end.</summary>
public sealed class PostgreSqlDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly NpgsqlConnectionStringBuilder _builder;

    private PostgreSqlDatabase(string server, NpgsqlConnectionStringBuilder builder) => (_server, _builder) = (server, builder);

    /// <summary>The connection string.</summary>
    public string ConnectionString => _builder.ConnectionString;

    /// <summary>The database's name.</summary>
    public string Name => _builder.Database!;

    /// <summary>The target URI.</summary>
    public string Uri =>
        $"postgres://{System.Uri.EscapeDataString(_builder.Username!)}" +
        $"{(_builder.Password is { } password ? ":" + System.Uri.EscapeDataString(password) : "")}" +
        $"@{_builder.Host}:{_builder.Port}/{Name}";

    internal static async Task<PostgreSqlDatabase> CreateAsync(string server)
    {
        var name = $"forge_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        return new PostgreSqlDatabase(server, new NpgsqlConnectionStringBuilder(server) { Database = name });
    }

    /// <summary>Runs SQL in psql, which knows nothing of this code's driver, and gives what it prints: rows by lines, columns by '|', null as ∅.</summary>
    /// <param name="sql">Statements.</param>
    public async Task<string> PsqlAsync(string sql)
    {
        var start = new ProcessStartInfo("psql") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-P", "null=∅", "-f", "-"])
            start.ArgumentList.Add(argument);
        start.Environment["PGHOST"] = _builder.Host;
        start.Environment["PGPORT"] = $"{_builder.Port}";
        start.Environment["PGUSER"] = _builder.Username;
        start.Environment["PGPASSWORD"] = _builder.Password;
        start.Environment["PGDATABASE"] = Name;
        start.Environment["PGCLIENTENCODING"] = "UTF8";

        using var psql = Process.Start(start)!;
        var output = psql.StandardOutput.ReadToEndAsync();
        var errors = psql.StandardError.ReadToEndAsync();
        await psql.StandardInput.WriteAsync(sql);
        psql.StandardInput.Close();
        await psql.WaitForExitAsync();
        return psql.ExitCode == 0 ? (await output).TrimEnd('\n') : throw new InvalidOperationException($"psql: {await errors}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
