using StellarForge.Engine;

namespace StellarForge.Targets.Sqlite.Tests;

/// <summary>What a service's readiness says of a file.</summary>
public sealed class SqlitePingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_not_there_yet_will_be_made()
    {
        await using var store = new SqliteStore();
        await PingAsync(store.Uri);
        File.Exists(store.File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_answers_also_while_another_program_has_it_locked()
    {
        await using var store = new SqliteStore();
        await store.SqlAsync("CREATE TABLE things (id INTEGER)");
        await PingAsync(store.Uri);
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store.File};Pooling=false");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        await PingAsync(store.Uri);
    }

    [Fact]
    public async Task What_can_not_be_a_database_is_said_to_be_none()
    {
        await using var store = new SqliteStore();
        await File.WriteAllTextAsync(store.File, new string('x', 5_000), Cancelled);
        (await FailAsync(store.Uri)).ShouldContain("file is not a database");

        var folder = Path.Combine(Path.GetDirectoryName(store.File)!, "nowhere");
        (await FailAsync($"sqlite:{folder}/shop.db")).ShouldContain($"There is no folder {folder}; make it first.");
        (await FailAsync($"sqlite:{Path.GetDirectoryName(store.File)}")).ShouldContain("It is a folder; name a file in it.");
    }

    private static async Task PingAsync(string address)
    {
        await using var target = SqliteTarget.Open(address);
        await target.PingAsync(Cancelled);
    }

    private static async Task<string> FailAsync(string address) => (await Should.ThrowAsync<TargetException>(() => PingAsync(address))).Message;
}
