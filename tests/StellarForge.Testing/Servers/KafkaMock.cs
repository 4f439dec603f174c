using System.Diagnostics;

namespace StellarForge.Testing.Servers;

/// <summary>
/// librdkafka's mock of a Kafka cluster in a process of its own: the modern protocol, with groups, headers and idempotence, in memory; a partition keeps
/// its last 5 MiB. It makes no topics for clients.
/// </summary>
public sealed class KafkaMock : IAsyncLifetime
{
    private Process? _process;
    private string? _unavailable;
    private string _servers = "";

    /// <summary>The brokers of the cluster. Default 1.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>The broker's URI. Sessions of group members end soon, as the mock waits for that at every change.</summary>
    public string Uri => $"kafka://{_servers}?session.timeout.ms=3000&heartbeat.interval.ms=500";

    /// <summary>What kcat is to be told to reach it.</summary>
    public string[] Kcat => ["-b", _servers, "-X", "session.timeout.ms=3000"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "StellarForge.KafkaMockHost.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, $"{Brokers}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (await _process.StandardOutput.ReadLineAsync() is { } servers)
        {
            _servers = servers;
            _process.BeginErrorReadLine();
        }
        else
        {
            _unavailable = $"librdkafka's mock cluster does not start; see .ci/librdkafka.sh. {await _process.StandardError.ReadToEndAsync()}";
        }
    }

    /// <summary>Makes a topic; skips the test, or fails it on a build server, where there is no librdkafka.</summary>
    public Task CreateTopicAsync(string topic, int partitions) => OrderAsync($"topic {topic} {partitions}");

    /// <summary>Ends all connections and takes none any more.</summary>
    public Task DownAsync() => OrderAsync("down");

    /// <summary>Takes connections again.</summary>
    public Task UpAsync() => OrderAsync("up");

    /// <summary>Skips the test, or fails it on a build server, where there is no librdkafka.</summary>
    public void Require() => Availability.Require(_unavailable);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task OrderAsync(string order)
    {
        Require();
        await _process!.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        (await _process.StandardOutput.ReadLineAsync()).ShouldBe("ok", order);
    }
}
