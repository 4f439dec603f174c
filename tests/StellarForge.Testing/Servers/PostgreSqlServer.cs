using Npgsql;

namespace StellarForge.Testing.Servers;

/// <summary>
/// A PostgreSQL server for a test assembly (<c>[assembly: AssemblyFixture(typeof(PostgreSqlServer))]</c>): the one that the
/// environment variable <see cref="Variable"/> names by a connection string, else a temporary one on a free port of the loopback.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    /// <summary>The environment variable with the connection string of a server to use.</summary>
    public const string Variable = "STELLARFORGE_POSTGRES";

    private ServerProcess? _process;
    private string? _unavailable;
    private string _connectionString = "";

    /// <summary>Whether this is always a temporary server, which may be killed, and which syncs its files. Default <see langword="false"/>.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether this is always a temporary server that takes connections by TLS only, as <c>localhost</c>. Default <see langword="false"/>.</summary>
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
            _connectionString = given;
            return;
        }

        if (OperatingSystem.IsWindows() || Programs() is not { } programs)
        {
            _unavailable = $"No PostgreSQL server: install one (initdb and postgres in /usr/lib/postgresql/*/bin or on PATH), or name one by {Variable}.";
            return;
        }

        var port = Availability.FreePort();
        var directory = ServerDirectory.Create("postgres");
        if (Tls)
            (AuthorityFile, OtherAuthorityFile) = ServerCertificate.Write(directory.Path);
        _process = await ServerProcess.StartAsync(
            directory,
            user: Environment.IsPrivilegedProcess ? "postgres" : null,
            initialize: $"'{programs}/initdb' -D data -U postgres -A trust -E UTF8 --locale=C --no-sync" +
                (Tls
                    ? $" && cp {ServerCertificate.File} {ServerCertificate.KeyFile} data && chmod 600 data/{ServerCertificate.KeyFile}" +
                        " && echo hostssl all all 127.0.0.1/32 trust > data/pg_hba.conf"
                    : ""),
            run: $"'{programs}/postgres' -D \"$PWD/data\" -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' " +
                $"-c fsync={(Durable ? "on" : "off")} -c max_connections=200 -c max_wal_size=4GB" +
                (Tls ? $" -c ssl=on -c ssl_cert_file={ServerCertificate.File} -c ssl_key_file={ServerCertificate.KeyFile}" : ""),
            isReady: $"'{programs}/pg_isready' -h 127.0.0.1 -p {port}");
        _connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Database = "postgres",
        }.ConnectionString;
    }

    /// <summary>Makes an empty database; skips the test, or fails it on a build server, where no server can be had.</summary>
    public async Task<PostgreSqlDatabase> CreateDatabaseAsync()
    {
        Availability.Require(_unavailable);
        return await PostgreSqlDatabase.CreateAsync(_connectionString);
    }

    /// <summary>Kills the server and its backends by SIGKILL; only a temporary one.</summary>
    public Task KillAsync() => Own().KillAsync();

    /// <summary>Starts a killed server on the same data and the same port.</summary>
    public Task RestartAsync() => Own().RestartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private ServerProcess Own() =>
        _process ?? throw new InvalidOperationException("Only a temporary server can be killed.");

    private static string? Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var newest = versions.OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0);
        return Availability.FolderOf("initdb", newest.Select(version => $"{version}/bin"));
    }
}
