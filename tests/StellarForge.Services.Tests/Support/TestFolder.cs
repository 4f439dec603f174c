namespace StellarForge.Services.Tests.Support;

/// <summary>A folder of its own for configuration, log and SQLite file, which is removed afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    private const string Model = """
        "Model": { "Rows": { "orders": 500, "users": 200, "products": 100, "customer_interactions": 500 } }
        """;

    private readonly string _connections;

    /// <summary>Makes the folder, with a file of configuration.</summary>
    /// <param name="section">What stands in section StellarForge beside the model.</param>
    /// <param name="connections">Further connections than <c>log</c> and <c>shop</c>; <c>{folder}</c> is the folder's path.</param>
    public TestFolder(string section, string connections = "")
    {
        _connections = connections.Replace("{folder}", Path, StringComparison.Ordinal);
        Configure(section);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("stellarforge-services-").FullName;

    /// <summary>The file of configuration.</summary>
    public string File => System.IO.Path.Combine(Path, "shop.json");

    /// <summary>The SQLite file.</summary>
    public string Database => System.IO.Path.Combine(Path, "retail.db");

    /// <summary>Writes the configuration anew.</summary>
    public void Configure(string section) => System.IO.File.WriteAllText(File, Settings.Json(Path, $"{Model}, {section}", _connections));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
