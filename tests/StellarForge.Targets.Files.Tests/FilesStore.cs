using StellarForge.Engine;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Files.Tests;

/// <summary>A folder of one test's own, whose text files are read and changed as text.</summary>
internal abstract class FilesStore(string scheme) : TargetStore
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("stellarforge-files-");

    public string Folder => Path.Combine(_temporary.FullName, "export");

    public override string Uri => $"{scheme}:{Folder}";

    public override ITarget Open() => FilesTarget.Open(Uri);

    public IEnumerable<string> FilesOf(string table) =>
        Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, $"{table}-*.{scheme}").Order(StringComparer.Ordinal) : [];

    public override async Task SetPriceAsync(Guid order, int number, string price) =>
        await ChangeAsync("shop.lines", line => IsLine(line, order, number) ? WithPrice(line, price) : line);

    public override Task DeleteLineAsync(Guid order, int number) => ChangeAsync("shop.lines", line => IsLine(line, order, number) ? null : line);

    public override Task AddVisitAsync(int page) => File.AppendAllTextAsync(FilesOf("visits").Last(), Visit(page) + "\n");

    /// <summary>Whether somebody prepares the folder, who holds its lock meanwhile.</summary>
    public override Task<bool> HasWaiterAsync()
    {
        try
        {
            using var free = new FileStream(Path.Combine(Folder, ".stellarforge", "folder.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return Task.FromResult(false);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return Task.FromResult(true);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _temporary.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected abstract bool IsLine(string line, Guid order, int number);

    protected abstract string WithPrice(string line, string price);

    protected abstract string Visit(int page);

    private async Task ChangeAsync(string table, Func<string, string?> change)
    {
        foreach (var file in FilesOf(table))
            await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).Select(change).OfType<string>());
    }
}
