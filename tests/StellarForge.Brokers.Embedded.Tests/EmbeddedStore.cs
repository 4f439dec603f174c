using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;

namespace StellarForge.Brokers.Embedded.Tests;

/// <summary>A folder of one test's own.</summary>
internal sealed class EmbeddedStore(string options = "") : BrokerStore
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("stellarforge-log-");

    public string Folder => Path.Combine(_temporary.FullName, "streams");

    public override string Uri => $"embedded:{Folder}{options}";

    public override IBroker Open() => new EmbeddedConnector().Open(Uri);

    /// <summary>The segments of a partition, in order.</summary>
    public string[] Segments(string topic, int partition = 0) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "topics", topic, $"{partition}"), "*.log").Order(StringComparer.Ordinal)];

    /// <summary>The file that says where a partition ends.</summary>
    public string End(string topic, int partition = 0) => Path.Combine(Folder, "topics", topic, $"{partition}", "end");

    public override ValueTask DisposeAsync()
    {
        _temporary.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
