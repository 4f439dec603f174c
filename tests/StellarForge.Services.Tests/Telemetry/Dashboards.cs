using System.Text.Json;

namespace StellarForge.Services.Tests.Telemetry;

/// <summary>The dashboards for Grafana.</summary>
internal static class Dashboards
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/grafana");

    public static IEnumerable<string> All => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file));

    /// <summary>What a dashboard asks Prometheus, and how it names the answers.</summary>
    public static IReadOnlyList<(string Expression, string Legend)> Queries(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => (target.GetProperty("expr").GetString()!, target.GetProperty("legendFormat").GetString()!)),
        ];
    }
}
