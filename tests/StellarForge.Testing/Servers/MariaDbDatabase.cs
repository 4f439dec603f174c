using System.Diagnostics;

namespace StellarForge.Testing.Servers;

/// <summary>A database of one test's own, dropped at its end.</summary>
public sealed class MariaDbDatabase : IAsyncDisposable
{
    private readonly Uri _server;

    private MariaDbDatabase(Uri server, string name) => (_server, Name) = (server, name);

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>The target URI.</summary>
    public string Uri => $"{_server.GetLeftPart(UriPartial.Authority)}/{Name}";

    internal static async Task<MariaDbDatabase> CreateAsync(Uri server)
    {
        var name = $"forge_{Guid.NewGuid():N}";
        await RunAsync(server, "", $"CREATE DATABASE {name} CHARACTER SET utf8mb4");
        return new MariaDbDatabase(server, name);
    }

    /// <summary>
    /// Runs SQL in the command-line client, which knows nothing of this code's driver, and gives what it prints: rows by lines, columns by tabs, null as NULL.
    /// </summary>
    /// <param name="sql">Statements.</param>
    public Task<string> ClientAsync(string sql) => RunAsync(_server, Name, sql);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await RunAsync(_server, "", $"DROP DATABASE IF EXISTS {Name}");

    private static async Task<string> RunAsync(Uri server, string database, string sql)
    {
        var client = Availability.FolderOf("mariadb") is null ? "mysql" : "mariadb";
        var start = new ProcessStartInfo(client) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        var user = server.UserInfo.Split(':', 2);
        foreach (var argument in (string[])
        [
            "--no-defaults", "--protocol=tcp", "-h", server.Host, "-P", $"{(server.Port < 0 ? 3306 : server.Port)}", "-u", user[0],
            "--default-character-set=utf8mb4", "-N", "-B", "-r", database,
        ])
        {
            if (argument.Length > 0)
                start.ArgumentList.Add(argument);
        }

        if (user.Length > 1)
            start.Environment["MYSQL_PWD"] = System.Uri.UnescapeDataString(user[1]);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(sql);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await output).TrimEnd('\n') : throw new InvalidOperationException($"{client}: {await errors}");
    }
}
