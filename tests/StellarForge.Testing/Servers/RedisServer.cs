using System.Globalization;
using StellarForge.Testing.Targets;

namespace StellarForge.Testing.Servers;

/// <summary>A temporary Redis on a free port of the loopback, which syncs its append-only file before it answers, and may be killed.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly int _port = Availability.FreePort();
    private ServerProcess? _process;
    private string? _unavailable;

    /// <summary>The password that it asks for. Default none.</summary>
    public string? Password { get; init; }

    /// <summary>The server's host and port.</summary>
    public string Authority => $"127.0.0.1:{_port}";

    /// <summary>The broker's URI, with the password.</summary>
    public string Uri => Password is null ? $"redis://{Authority}" : $"redis://:{Password}@{Authority}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows() || Availability.FolderOf("redis-server") is null)
        {
            _unavailable = "No Redis server: install one (redis-server and redis-cli).";
            return;
        }

        _process = await ServerProcess.StartAsync(
            ServerDirectory.Create("redis"),
            user: null,
            initialize: ":",
            run: $"redis-server --bind 127.0.0.1 --port {_port} --dir \"$PWD\" --appendonly yes --appendfsync always --save '' " +
                (Password is null ? "" : $"--requirepass {Password}"),
            isReady: $"redis-cli -p {_port} PING");
    }

    /// <summary>Runs a command in redis-cli, which knows nothing of this code.</summary>
    public Task<string> CliAsync(params string[] command) =>
        Tool.RunAsync("redis-cli", ["-p", _port.ToString(CultureInfo.InvariantCulture), .. command]);

    /// <summary>Skips the test, or fails it on a build server, where no server can be had.</summary>
    public void Require() => Availability.Require(_unavailable);

    /// <summary>Kills the server by SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Stops the server by SIGSTOP: it keeps its connections, and says nothing.</summary>
    public Task StopAsync() => _process!.StopAsync();

    /// <summary>Lets the server go on after <see cref="StopAsync"/>.</summary>
    public Task ContinueAsync() => _process!.ContinueAsync();

    /// <summary>Starts a killed server on the same files and the same port.</summary>
    public Task RestartAsync() => _process!.RestartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
