namespace StellarForge.Testing.Servers;

/// <summary>
/// A MySQL or MariaDB server for a test assembly (<c>[assembly: AssemblyFixture(typeof(MariaDbServer))]</c>): the one that the
/// environment variable <see cref="Variable"/> names by a URI, else a temporary MariaDB on a free port of the loopback.
/// </summary>
public sealed class MariaDbServer : IAsyncLifetime
{
    /// <summary>The environment variable with the URI of a server to use: <c>mysql://root:password@127.0.0.1:3306</c>.</summary>
    public const string Variable = "STELLARFORGE_MYSQL";

    private ServerProcess? _process;
    private string? _unavailable;
    private Uri _address = new("mysql://root@127.0.0.1");

    /// <summary>Whether this is always a temporary server, which may be killed, and which syncs its files. Default <see langword="false"/>.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether this is always a temporary server, which takes connections by TLS as well. Default <see langword="false"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>The file with the certificate of the authority that signed the server's.</summary>
    public string AuthorityFile { get; private set; } = "";

    /// <summary>The file with the certificate of an authority that did not.</summary>
    public string OtherAuthorityFile { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Durable && !Tls && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            _address = new Uri(given);
            return;
        }

        if (OperatingSystem.IsWindows() || Availability.FolderOf("mariadbd", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin") is not { } programs)
        {
            _unavailable = $"No MariaDB server: install one (mariadbd and mariadb-install-db), or name one by {Variable}.";
            return;
        }

        var port = Availability.FreePort();
        var user = Environment.UserName;
        var directory = ServerDirectory.Create("mariadb");
        if (Tls)
            (AuthorityFile, OtherAuthorityFile) = ServerCertificate.Write(directory.Path);

        // A folder of its own for temporary tables as well: a server that starts deletes those of all others in the system's.
        _process = await ServerProcess.StartAsync(
            directory,
            user: null,
            initialize: $"mariadb-install-db --no-defaults --datadir=\"$PWD/data\" --auth-root-authentication-method=normal --skip-test-db --user={user}",
            run: $"'{programs}/mariadbd' --no-defaults --user={user} --datadir=\"$PWD/data\" --socket=\"$PWD/socket\" --pid-file=\"$PWD/pid\" " +
                $"--tmpdir=\"$PWD\" --bind-address=127.0.0.1 --port={port} " +
                $"--local-infile=1 --skip-name-resolve --innodb-flush-log-at-trx-commit={(Durable ? 1 : 0)} --character-set-server=utf8mb4" +
                (Tls ? $" --ssl-cert=\"$PWD/{ServerCertificate.File}\" --ssl-key=\"$PWD/{ServerCertificate.KeyFile}\"" : ""),
            isReady: $"mariadb-admin --no-defaults --protocol=tcp -h 127.0.0.1 -P {port} -u root ping");
        _address = new Uri($"mysql://root@127.0.0.1:{port}");
    }

    /// <summary>Makes an empty database; skips the test, or fails it on a build server, where no server can be had.</summary>
    public async Task<MariaDbDatabase> CreateDatabaseAsync()
    {
        Availability.Require(_unavailable);
        return await MariaDbDatabase.CreateAsync(_address);
    }

    /// <summary>Kills the server by SIGKILL; only a temporary one.</summary>
    public Task KillAsync() => Own().KillAsync();

    /// <summary>Starts a killed server on the same data and the same port.</summary>
    public Task RestartAsync() => Own().RestartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ServerProcess Own() =>
        _process ?? throw new InvalidOperationException("Only a temporary server can be killed.");
}
