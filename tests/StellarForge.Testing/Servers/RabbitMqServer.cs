using System.Globalization;
using StellarForge.Testing.Targets;

namespace StellarForge.Testing.Servers;

/// <summary>A temporary RabbitMQ on a free port of the loopback, with an Erlang port mapper of its own, which may be killed.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    // Debian's command wants to run as root or rabbitmq; the server's own runs as anybody.
    private const string Program = "rabbitmq-server";

    private readonly int _port = Availability.FreePort();
    private readonly int _mapperPort = Availability.FreePort();
    private readonly int _nodePort = Availability.FreePort();
    private ServerProcess? _process;
    private ServerDirectory? _directory;
    private string? _unavailable;

    /// <summary>The user's password. Default: that of a new server.</summary>
    public string Password { get; init; } = "guest";

    /// <summary>Further lines of its configuration.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>The server's host and port.</summary>
    public string Authority => $"127.0.0.1:{_port}";

    /// <summary>The broker's URI, with the password.</summary>
    public string Uri => $"amqp://guest:{Password}@{Authority}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows() || Availability.FolderOf(Program, "/usr/lib/rabbitmq/bin") is not { } folder || Availability.FolderOf("epmd") is null)
        {
            _unavailable = "No RabbitMQ server: install one (rabbitmq-server).";
            return;
        }

        _directory = ServerDirectory.Create("rabbitmq");
        _process = await ServerProcess.StartAsync(
            _directory,
            user: null,
            initialize: $"""
                printf 'listeners.tcp.default = 127.0.0.1:{_port}\ndefault_pass = {Password}\n{Configuration}' > rabbitmq.conf
                echo '[].' > enabled_plugins
                {Environment}
                epmd -address 127.0.0.1 & epmd=$!
                trap 'kill $epmd' EXIT
                """,
            run: $"{folder}/{Program}",
            isReady: Listens);
    }

    /// <summary>Runs a command in rabbitmqctl, which knows nothing of this code.</summary>
    public Task<string> ControlAsync(string command) =>
        Tool.RunAsync("sh", "-c", $"cd '{_directory!.Path}' && {Environment} && /usr/lib/rabbitmq/bin/rabbitmqctl -n $RABBITMQ_NODENAME {command}");

    /// <summary>Skips the test, or fails it on a build server, where no server can be had.</summary>
    public void Require() => Availability.Require(_unavailable);

    /// <summary>Kills the server by SIGKILL, once it has stored that it has streams at all, which it does seconds after the first one was made.</summary>
    public async Task KillAsync()
    {
        await Tool.RunAsync("sh", "-c", $"until grep -q rabbit_stream_coordinator '{_directory!.Path}'/data/*/coordination/*/names.dets; do sleep 0.1; done");
        await _process!.KillAsync();

        // The process that listens is a child's, which may end later: one that is started anew must not be taken for ready by its port.
        await Tool.RunAsync("sh", "-c", $"while {Listens}; do sleep 0.1; done");
    }

    /// <summary>Starts a killed server on the same files and the same port.</summary>
    public Task RestartAsync() => _process!.RestartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Listens => $"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{_port}' 2>/dev/null";

    private string Environment => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        export HOME="$PWD" ERL_EPMD_PORT={_mapperPort} ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=stellarforge{_port}@localhost \
            RABBITMQ_DIST_PORT={_nodePort} RABBITMQ_MNESIA_BASE="$PWD/data" RABBITMQ_LOG_BASE="$PWD/logs" RABBITMQ_LOGS=- \
            RABBITMQ_CONFIG_FILE="$PWD/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$PWD/enabled_plugins" RABBITMQ_CONF_ENV_FILE=/dev/null
        """);
}
