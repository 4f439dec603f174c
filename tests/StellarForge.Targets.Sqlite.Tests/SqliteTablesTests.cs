using StellarForge.Engine;
using StellarForge.Testing.Models;

namespace StellarForge.Targets.Sqlite.Tests;

/// <summary>Tables of an application that would lose rows without a word, and files that are not as a fill left them.</summary>
public class SqliteTablesTests
{
    private const string Visits = "CREATE TABLE visits (page INTEGER NOT NULL, stay TEXT); ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Visits + "CREATE TRIGGER odd BEFORE INSERT ON visits WHEN NEW.page % 2 BEGIN SELECT RAISE(IGNORE); END;")]
    [InlineData("CREATE TABLE visits (page INTEGER NOT NULL UNIQUE ON CONFLICT IGNORE, stay TEXT);")]
    public async Task Rows_that_a_table_swallows_fail_the_fill(string table)
    {
        await using var store = new SqliteStore();
        await store.SqlAsync(table);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(store, Shop.Visits));

        error.Message.ShouldMatch(@"^sqlite:.*: table visits: \d+ rows were sent, and the database took \d+; they are rolled back with the transaction\.");
        error.Kind.ShouldBe(ErrorKind.Final);
        (await store.CountAsync(Shop.Visits)).ShouldBe(0);
    }

    [Fact]
    public async Task A_trigger_that_keeps_a_log_is_no_matter()
    {
        await using var store = new SqliteStore();
        await store.SqlAsync(Visits +
            """
            CREATE TABLE log (page);
            CREATE TRIGGER kept AFTER INSERT ON visits BEGIN INSERT INTO log VALUES (NEW.page), (NEW.page); END;
            """);

        var result = await FillAsync(store, Shop.Visits);

        (await store.CountAsync(Shop.Visits)).ShouldBe(result.LoadedRows);
        (await store.SqlAsync("SELECT count(*) FROM log")).ShouldBe($"{2 * result.LoadedRows}");
    }

    [Theory]
    [InlineData("UNIQUE on conflict\n replace")]
    [InlineData("UNIQUE ON CONFLICT/**/REPLACE")]
    [InlineData("UNIQUE ON/* it's */CONFLICT -- 'odd'\n REPLACE")]
    [InlineData("DEFAULT 'it''s' /* a \" quote */ UNIQUE ON CONFLICT REPLACE")]
    public async Task A_constraint_that_replaces_rows_is_refused(string constraint)
    {
        await using var store = new SqliteStore();
        await store.SqlAsync($"CREATE TABLE visits (page INTEGER NOT NULL {constraint}, stay TEXT)");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Visits));

        refusal.Message.ShouldStartWith("Table visits has a constraint that replaces rows (ON CONFLICT REPLACE)");
    }

    [Theory]
    [InlineData("stay TEXT DEFAULT 'on conflict replace'")]
    [InlineData("stay TEXT /* on conflict replace */")]
    [InlineData("stay TEXT, \"on conflict replace\" INTEGER")]
    [InlineData("stay TEXT, [on conflict replace] INTEGER -- on conflict replace\n")]
    public async Task Words_that_are_no_constraint_are_no_matter(string columns)
    {
        await using var store = new SqliteStore();
        await store.SqlAsync($"CREATE TABLE visits (page INTEGER NOT NULL, {columns})");

        var result = await FillAsync(store, Shop.Visits);

        (await store.CountAsync(Shop.Visits)).ShouldBe(result.LoadedRows);
    }

    [Fact]
    public async Task A_view_in_a_tables_place_is_refused()
    {
        await using var store = new SqliteStore();
        await store.SqlAsync(
            """
            CREATE TABLE kept (page INTEGER, stay TEXT);
            CREATE VIEW Visits AS SELECT * FROM kept;
            CREATE TRIGGER instead INSTEAD OF INSERT ON Visits BEGIN INSERT INTO kept VALUES (NEW.page, NEW.stay); END;
            """);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Visits));

        refusal.Message.ShouldBe("visits is a view, and rows go into tables. Rename or drop the view, or give the table another name by [Table].");
    }

    [Theory]
    [InlineData("_stellarforge_fills")]
    [InlineData("_stellarforge_chunks")]
    [InlineData("_stellarforge_ledger")]
    public async Task A_ledger_with_a_table_missing_is_said_to_be_damaged(string table)
    {
        await using var store = new SqliteStore();
        await FillAsync(store, Shop.Visits);
        await store.SqlAsync($"DROP TABLE {table}");

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(store, Shop.Visits));

        error.Message.ShouldContain("The ledger is damaged: were its tables (_stellarforge_…) dropped or changed by hand?");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_commit_that_is_under_way_is_no_error()
    {
        await using var store = new SqliteStore();
        var address = SqliteTargetConnector.Read(new SqliteTargetConnector().Parse(store.Uri));
        using var writer = new SemaphoreSlim(1);
        await using var other = await SqliteFileConnection.OpenAsync(address, writer, create: true, Token);
        await using var connection = await SqliteFileConnection.OpenAsync(address, writer, create: true, Token);

        // As another process holds the file while it commits.
        await other.ExecuteAsync("BEGIN EXCLUSIVE", Token);
        connection.Database.TryBeginImmediate().ShouldBeFalse();
        connection.Database.TryDataVersion().ShouldBeNull();

        await other.ExecuteAsync("COMMIT", Token);
        connection.Database.TryDataVersion().ShouldNotBeNull();
        connection.Database.TryBeginImmediate().ShouldBeTrue();
    }

    // The longest name that leaves room for SQLite's own journal has none for the marker beside it.
    [Fact]
    public async Task A_file_beside_which_no_marker_can_be_is_filled_too()
    {
        await using var store = new SqliteStore();
        var file = Path.Combine(Path.GetDirectoryName(store.File)!, new string('x', 255 - "-journal".Length));
        Should.Throw<IOException>(() => File.WriteAllText(file + "-stellarforge", ""));
        await using var target = SqliteTarget.Open($"sqlite:{file}");

        var result = await new FillRunner(target, FillPlanner.Plan(Shop.Model, World.Default, [Shop.Visits], chunkRows: 50)).RunAsync(cancellationToken: Token);

        result.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_that_takes_no_file_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc, which nobody can write to.");
        await using var target = SqliteTarget.Open("sqlite:/proc/shop.db");

        var runner = new FillRunner(target, FillPlanner.Plan(Shop.Model, World.Default));
        var error = await Should.ThrowAsync<TargetException>(() => runner.RunAsync(cancellationToken: Token));

        error.Message.ShouldBe(
            "sqlite:/proc/shop.db: unable to open database file (SQLite error 14). There is no such file, or its folder can't be written to.");
    }

    private static async Task<FillResult> FillAsync(SqliteStore store, Table table)
    {
        await using var target = store.Open();
        var plan = FillPlanner.Plan(Shop.Model, World.Default, [table]);
        return await new FillRunner(target, plan, new FillOptions { Retries = 0 }).RunAsync(cancellationToken: Token);
    }
}
