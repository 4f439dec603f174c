namespace StellarForge.Testing.Servers;

/// <summary>A temporary Prometheus on a free port of the loopback.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private PrometheusServer(ServerProcess process, int port) => (_process, Uri) = (process, new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Where it answers.</summary>
    public Uri Uri { get; }

    /// <summary>Starts one; skips the test, or fails it on a build server, where none can be had.</summary>
    /// <param name="configuration">The text of its configuration.</param>
    /// <param name="rules">The file of rules, which lies beside the configuration then.</param>
    public static async Task<PrometheusServer> StartAsync(string configuration, string rules)
    {
        var isThere = !OperatingSystem.IsWindows() && Availability.FolderOf("prometheus") is not null && Availability.FolderOf("promtool") is not null;
        Availability.Require(isThere ? null : "No Prometheus: install one (prometheus and promtool).");
        var (port, directory) = (Availability.FreePort(), ServerDirectory.Create("prometheus"));
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "prometheus.yml"), configuration);
        File.Copy(rules, Path.Combine(directory.Path, Path.GetFileName(rules)));
        return new PrometheusServer(
            await ServerProcess.StartAsync(
                directory,
                user: null,
                initialize: ":",
                run: $"prometheus --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address=127.0.0.1:{port}",
                isReady: $"promtool query instant http://127.0.0.1:{port} up"),
            port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
