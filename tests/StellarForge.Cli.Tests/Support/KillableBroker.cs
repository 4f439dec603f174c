using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests.Support;

/// <summary>A broker of a test's own, which may be killed and started again where it is a server.</summary>
public sealed class KillableBroker : IAsyncDisposable
{
    private readonly IAsyncDisposable? _server;
    private readonly Func<Task>? _kill;
    private readonly Func<Task>? _restart;
    private readonly Func<string, int, Task>? _create;

    private KillableBroker(
        string uri, IAsyncDisposable? server = null, Func<Task>? kill = null, Func<Task>? restart = null, Func<string, int, Task>? create = null) =>
        (Uri, _server, _kill, _restart, _create) = (uri, server, kill, restart, create);

    /// <summary>The broker's URI.</summary>
    public string Uri { get; }

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts a broker, or skips the test.</summary>
    public static async Task<KillableBroker> StartAsync(string name, CommandLine cli)
    {
        switch (name)
        {
            case "redis":
                var redis = new RedisServer();
                await redis.InitializeAsync();
                redis.Require();
                return new KillableBroker(redis.Uri, redis, redis.KillAsync, redis.RestartAsync);
            case "rabbitmq":
                var rabbit = new RabbitMqServer();
                await rabbit.InitializeAsync();
                rabbit.Require();
                return new KillableBroker(rabbit.Uri, rabbit, rabbit.KillAsync, rabbit.RestartAsync);
            case "kafka":
                var kafka = new KafkaServer();
                await kafka.InitializeAsync();
                kafka.Require();
                return new KillableBroker(
                    kafka.Uri, kafka, kafka.KillAsync, kafka.RestartAsync, (topic, partitions) => kafka.CreateTopicAsync(topic, partitions));
            case "embedded":
                return new KillableBroker($"embedded:{cli.PathOf("log")}");
            default:
                throw new ArgumentException($"There is no broker '{name}': embedded, redis, kafka, rabbitmq.", nameof(name));
        }
    }

    /// <summary>Makes the topics of a stream, where clients can't.</summary>
    public async Task PrepareAsync(string stream, IEnumerable<string> tables)
    {
        if (_create is null)
            return;
        await _create($"{stream}.control", 1);
        foreach (var table in tables)
        {
            await _create($"{stream}.{table}", 4);
            await _create($"{stream}.{table}.dlq", 1);
        }
    }

    /// <summary>Kills it by SIGKILL, and starts it again; does nothing where there is no server.</summary>
    public async Task KillAsync()
    {
        if (_kill is null)
            return;
        await _kill();
        await _restart!();
        Kills++;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
