using Microsoft.Data.Sqlite;
using StellarForge.Engine;
using StellarForge.Testing.Models;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Sqlite.Tests;

public class SqliteErrorsTests
{
    [Theory]
    [InlineData("sqlite:shop.db", "shop.db")]
    [InlineData("sqlite:///tmp/shop.db", "/tmp/shop.db")]
    [InlineData("SQLITE:a b.db?timeout=2.5", "a b.db")]
    [InlineData("sqlite:a%20b%3F.db", "a b?.db")]
    [InlineData("Data Source=shop.db;Cache=Shared", "shop.db")]
    public void An_address_is_read(string address, string file) =>
        SqliteTargetConnector.Read(new SqliteTargetConnector().Parse(address)).File.ShouldBe(Path.GetFullPath(file));

    [Theory]
    [InlineData("sqlite:", "The SQLite target names no file; write one like sqlite:shop.db.")]
    [InlineData("sqlite::memory:", "A SQLite database in memory is gone when the command ends; name a file, as in sqlite:shop.db.")]
    [InlineData("sqlite:shop.db?colour=red", "A SQLite address does not have the option 'colour'; it has timeout, retries.")]
    [InlineData(
        "sqlite:shop.db?timeout=long",
        "The option 'timeout' of the address is not understood: its value is not a number of seconds; write one like timeout=60.")]
    [InlineData("Host=x", "A SQLite address does not have the option 'host'; it has timeout, retries.")]
    public void A_bad_address_is_explained(string address, string message) =>
        Should.Throw<FormatException>(() => SqliteTarget.Open(address)).Message.ShouldBe(message);

    private static async Task FillAsync(SqliteStore store, bool recreate = false)
    {
        await using var target = store.Open();
        await new FillRunner(target, FillPlanner.Plan(Shop.Model, World.Default), new FillOptions { Recreate = recreate })
            .RunAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await using var store = new SqliteStore();
        await File.WriteAllTextAsync(store.File, new string('x', 5_000), TestContext.Current.CancellationToken);

        (await FailAsync(store.Uri)).ShouldBe(
            $"sqlite:{store.File}: file is not a database (SQLite error 26). " +
            "The file is something else than a SQLite database. Name another one, or delete it.");
    }

    [Fact]
    public async Task Text_in_a_ledgers_number_is_named()
    {
        await using var store = new SqliteStore();
        await FillAsync(store);
        await store.SqlAsync("UPDATE _stellarforge_fills SET next_row = 'abc' WHERE table_name = 'visits'");

        (await Should.ThrowAsync<TargetException>(() => FillAsync(store))).Message
            .ShouldStartWith("The ledger's entry of table visits is damaged: next_row is 'abc', not a number.");
    }

    [Fact]
    public async Task A_file_with_contents_in_the_markers_place_stays()
    {
        await using var store = new SqliteStore();
        var file = store.File + "-stellarforge";
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);

        await FillAsync(store);

        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("mine");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await FillAsync(store, recreate: true);
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        await using var store = new SqliteStore();

        (await FailAsync($"{store.Uri}.d/shop.db")).ShouldBe(
            $"sqlite:{store.File}.d/shop.db: unable to open database file (SQLite error 14). There is no folder {store.File}.d; make it first.");
    }

    [Fact]
    public async Task A_lock_of_another_program_is_waited_for_and_named()
    {
        await using var store = new SqliteStore();
        await using var other = await OpenAsync(store.File);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");

        (await FailAsync(store.Uri + "?timeout=0.1", ErrorKind.Transient)).ShouldBe(
            $"sqlite:{store.File}: database is locked (SQLite error 5). " +
            "Another program holds the file's lock. Close it, or wait longer with ?timeout=seconds.");
    }

    [Fact]
    public async Task A_chunk_of_another_fill_is_waited_for_however_long_it_takes()
    {
        await using var store = new SqliteStore();
        var plan = FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 5_000);
        var (inHand, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var slow = new WatchedTarget(SqliteTarget.Open(store.Uri + "?timeout=0.1"), () =>
        {
            inHand.TrySetResult();
            released.Task.Wait();
        });
        await using var other = SqliteTarget.Open(store.Uri + "?timeout=0.1");

        var first = Task.Run(() => new FillRunner(slow, plan, new FillOptions { Workers = 1 }).RunAsync(), TestContext.Current.CancellationToken);
        await inHand.Task;
        var second = Task.Run(() => new FillRunner(other, plan, new FillOptions { Retries = 0 }).RunAsync(), TestContext.Current.CancellationToken);

        while (!await store.HasWaiterAsync())
            await Task.Delay(10, TestContext.Current.CancellationToken);

        // The time is what is tested: it waits for several times as long as it would for another program.
        await Task.WhenAny(second, Task.Delay(500, TestContext.Current.CancellationToken));
        second.IsCompleted.ShouldBeFalse();
        released.SetResult();

        (await second).IsComplete.ShouldBeTrue();
        (await first).IsComplete.ShouldBeTrue();
        Directory.GetFiles(Path.GetDirectoryName(store.File)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_full_disk_says_how_to_go_on()
    {
        await using var store = new SqliteStore();
        await using var small = await OpenAsync(store.File);
        await ExecuteAsync(small, "PRAGMA max_page_count = 10; CREATE TABLE filler (x)");

        var error = await Should.ThrowAsync<SqliteException>(() => ExecuteAsync(small, "INSERT INTO filler VALUES (zeroblob(100000))"));

        SqliteErrors.Describe(error, SqliteTargetConnector.Read(new SqliteTargetConnector().Parse(store.Uri))).ShouldBe(
            $"sqlite:{store.File}: database or disk is full (SQLite error 13). " +
            "The disk is full. Make room, and run the same command again: it continues where it stopped.");
    }

    private static async Task<SqliteConnection> OpenAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> FailAsync(string uri, ErrorKind kind = ErrorKind.Final)
    {
        await using var target = SqliteTarget.Open(uri);
        var plan = FillPlanner.Plan(Bank.Model, World.Default);
        var error = await Should.ThrowAsync<TargetException>(() => target.PrepareAsync(plan, recreate: false, TestContext.Current.CancellationToken));
        error.Kind.ShouldBe(kind);
        return error.Message;
    }
}
