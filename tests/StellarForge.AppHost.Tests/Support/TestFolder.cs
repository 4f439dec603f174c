namespace StellarForge.AppHost.Tests.Support;

/// <summary>A new folder, which is removed afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stellarforge-apphost-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
