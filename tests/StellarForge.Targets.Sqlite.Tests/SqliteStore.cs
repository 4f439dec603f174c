using StellarForge.Engine;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Sqlite.Tests;

/// <summary>A database file of one test's own, with the sqlite3 program to look at it.</summary>
internal sealed class SqliteStore : TargetStore
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-sqlite-");

    public string File => Path.Combine(_folder.FullName, "test.db");

    public override string Uri => $"sqlite:{File}";

    public override ITarget Open() => SqliteTarget.Open(Uri);

    /// <summary>Runs SQL in the sqlite3 program, and gives what it prints: columns by '|', null as ∅.</summary>
    public Task<string> SqlAsync(string sql) => Tool.RunAsync("sqlite3", "-batch", "-bail", "-nullvalue", "∅", File, sql);

    public override Task<string> RunAsync(string sql) => SqlAsync(sql);

    public override async Task<long> CountAsync(Table table) =>
        long.Parse(await SqlAsync($"SELECT count(*) FROM \"{table.Schema.Name}\""), System.Globalization.CultureInfo.InvariantCulture);

    public override Task SetPriceAsync(Guid order, int number, string price) =>
        SqlAsync($"UPDATE lines SET price = {price} WHERE order_code = '{Text(order)}' AND number = {number}");

    public override Task DeleteLineAsync(Guid order, int number) =>
        SqlAsync($"DELETE FROM lines WHERE order_code = '{Text(order)}' AND number = {number}");

    // As Microsoft.Data.Sqlite writes it (https://learn.microsoft.com/dotnet/standard/data/sqlite/types).
    private static string Text(Guid value) => $"{value}".ToUpperInvariant();

    public override Task AddVisitAsync(int page) => SqlAsync($"INSERT INTO visits VALUES ({page}, NULL)");

    /// <summary>Whether two connections have the file open, of which one alone can be at work: SQLite itself knows of nobody who waits.</summary>
    public override Task<bool> HasWaiterAsync() => Task.FromResult(
        !OperatingSystem.IsLinux() || Directory.GetFiles("/proc/self/fd").Count(open => new FileInfo(open).LinkTarget == File) > 1);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
