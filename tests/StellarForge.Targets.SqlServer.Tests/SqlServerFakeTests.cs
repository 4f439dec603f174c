using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Targets.SqlServer.Tests.Support;

namespace StellarForge.Targets.SqlServer.Tests;

public class SqlServerFakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_comes_back_as_it_was_written()
    {
        using var server = new FakeSqlServer();

        await FillAsync(server, AllTypes.Model);

        await ShouldMatchAsync(server, AllTypes.Model);
    }

    [Fact]
    public async Task A_fill_writes_every_row_and_a_second_one_nothing()
    {
        using var server = new FakeSqlServer();

        var first = await FillAsync(server, Shop.Model);
        var second = await FillAsync(server, Shop.Model, chunkRows: 7);

        first.LoadedRows.ShouldBe(Shop.Model.Tables.Sum(table => FillPlanner.CountRows(table, World.Default, Token)));
        second.IsComplete.ShouldBeTrue();
        second.LoadedRows.ShouldBe(0);
        await ShouldMatchAsync(server, Shop.Model);
    }

    [Fact]
    public async Task Another_seed_is_refused_with_its_name_and_taken_with_recreate()
    {
        using var server = new FakeSqlServer();
        await FillAsync(server, Shop.Model);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(server, Shop.Model, world: new World(43)));
        refusal.Message.ShouldContain("seed was 42, is 43");
        await ShouldMatchAsync(server, Shop.Model);

        await FillAsync(server, Shop.Model, world: new World(43), recreate: true);
        await ShouldMatchAsync(server, Shop.Model, new World(43));
    }

    [Fact]
    public async Task A_connection_that_is_lost_amid_the_rows_loses_and_doubles_none()
    {
        using var server = new FakeSqlServer { LostConnections = 3 };

        var result = await FillAsync(server, Shop.Model);

        result.IsComplete.ShouldBeTrue();
        server.LostConnections.ShouldBeLessThanOrEqualTo(0);
        await ShouldMatchAsync(server, Shop.Model);
    }

    [Fact]
    public async Task Tables_without_a_schema_stand_in_the_ledger_by_the_one_that_they_are_in()
    {
        using var server = new FakeSqlServer();

        await FillAsync(server, Shop.Model);

        server.Database.Query("SELECT group_concat(table_name) FROM (SELECT table_name FROM stellarforge.fills ORDER BY 1)")
            .ShouldBe("dbo.visits,shop.lines,shop.orders");
    }

    [Fact]
    public async Task A_ledger_that_had_tables_without_their_schema_is_brought_up_to_date()
    {
        using var server = new FakeSqlServer();
        await FillAsync(server, Shop.Model);
        server.Database.Query(
            """
            UPDATE stellarforge.fills SET table_name = 'visits' WHERE table_name = 'dbo.visits';
            UPDATE stellarforge.chunks SET table_name = 'visits' WHERE table_name = 'dbo.visits';
            UPDATE stellarforge.ledger SET version = 2;
            DROP TABLE stellarforge.topics; DROP TABLE stellarforge.positions; DROP TABLE stellarforge.lanes; DROP TABLE stellarforge.dead_letters;
            """);

        var again = await FillAsync(server, Shop.Model);

        again.LoadedRows.ShouldBe(0);
        server.Database.Query("SELECT version FROM stellarforge.ledger").ShouldBe(4L);
        server.Database.Query("SELECT count(*) FROM stellarforge.fills").ShouldBe(3L);
        await ShouldMatchAsync(server, Shop.Model);
    }

    [Fact]
    public async Task A_ledger_that_had_a_table_twice_keeps_the_entry_with_its_schema()
    {
        using var server = new FakeSqlServer();
        await FillAsync(server, Shop.Model);
        server.Database.Query(
            """
            INSERT INTO stellarforge.fills SELECT 'visits', 'another', parts, finished_at, chunk_size, next_row, end_row, 1, chunks_done, rows_done, rows_loaded
                FROM stellarforge.fills WHERE table_name = 'dbo.visits';
            INSERT INTO stellarforge.chunks SELECT 'visits', number, from_row, to_row, done_at, rows_loaded
                FROM stellarforge.chunks WHERE table_name = 'dbo.visits';
            INSERT INTO stellarforge.made (name, sql) VALUES ('[own]', '');
            INSERT INTO stellarforge.foreign_keys VALUES
                ('own', 'own', 'fk_a', 'of the name alone'), ('dbo.own', 'dbo.own', 'fk_a', 'of both'), ('own', 'orders', 'fk_b', 'of the name alone');
            UPDATE stellarforge.ledger SET version = 2;
            DROP TABLE stellarforge.topics; DROP TABLE stellarforge.positions; DROP TABLE stellarforge.lanes; DROP TABLE stellarforge.dead_letters;
            """);
        var chunks = server.Database.Query("SELECT count(*) FROM stellarforge.chunks WHERE table_name = 'dbo.visits'");

        var again = await FillAsync(server, Shop.Model);

        again.LoadedRows.ShouldBe(0);
        server.Database.Query("SELECT group_concat(table_name) FROM (SELECT table_name FROM stellarforge.fills ORDER BY 1)")
            .ShouldBe("dbo.visits,shop.lines,shop.orders");
        server.Database.Query("SELECT count(*) FROM stellarforge.chunks WHERE table_name = 'dbo.visits'").ShouldBe(chunks);
        server.Database.Query("SELECT count(*) FROM stellarforge.chunks WHERE table_name = 'visits'").ShouldBe(0L);
        server.Database.Query(
            """
            SELECT group_concat(line, '; ') FROM (
                SELECT table_name || ' to ' || parent_name || ': ' || name || ' ' || definition AS line FROM stellarforge.foreign_keys ORDER BY name)
            """).ShouldBe("dbo.own to dbo.own: fk_a of both; dbo.own to shop.orders: fk_b of the name alone");
    }

    [Fact]
    public async Task A_ledgers_table_without_a_schema_that_several_have_is_nobodys()
    {
        using var server = new FakeSqlServer();
        await FillAsync(server, Shop.Model);
        server.Database.Query(
            """
            UPDATE stellarforge.fills SET table_name = 'visits' WHERE table_name = 'dbo.visits';
            UPDATE stellarforge.chunks SET table_name = 'visits' WHERE table_name = 'dbo.visits';
            UPDATE stellarforge.ledger SET version = 2;
            DROP TABLE stellarforge.topics; DROP TABLE stellarforge.positions; DROP TABLE stellarforge.lanes; DROP TABLE stellarforge.dead_letters;
            INSERT INTO stellarforge.made (name, sql) VALUES ('[another].[visits]', '');
            """);

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(server, Shop.Model))).Message.ShouldContain("visits");
        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(server, Shop.Model, recreate: true))).Message.ShouldContain("visits");

        await ShouldMatchAsync(server, Shop.Model);
    }

    [Fact]
    public async Task Who_may_not_see_all_tables_does_not_say_whose_an_old_ledgers_entries_are()
    {
        using var server = new FakeSqlServer();
        server.Database.Query("DELETE FROM stellarforge.permissions");
        await FillAsync(server, Shop.Model);
        server.Database.Query(
            """
            UPDATE stellarforge.fills SET table_name = 'visits' WHERE table_name = 'dbo.visits';
            UPDATE stellarforge.chunks SET table_name = 'visits' WHERE table_name = 'dbo.visits';
            UPDATE stellarforge.ledger SET version = 2;
            DROP TABLE stellarforge.topics; DROP TABLE stellarforge.positions; DROP TABLE stellarforge.lanes; DROP TABLE stellarforge.dead_letters;
            """);

        (await Should.ThrowAsync<TargetException>(() => FillAsync(server, Shop.Model))).Message.ShouldEndWith(
            "Only who sees all tables can bring the ledger of an earlier release up to date: grant VIEW DEFINITION on the database (51206).");
        server.Database.Query("INSERT INTO stellarforge.permissions VALUES ('VIEW DEFINITION')");
        (await FillAsync(server, Shop.Model)).LoadedRows.ShouldBe(0);
    }

    [Fact]
    public async Task Verify_reads_a_view_in_a_tables_place()
    {
        using var server = new FakeSqlServer();
        await FillAsync(server, Shop.Model);

        server.Database.Query("UPDATE stellarforge.made SET type = 'V' WHERE name = '[visits]'");

        await ShouldMatchAsync(server, Shop.Model);
    }

    [Fact]
    public async Task An_index_that_leaves_rows_out_is_refused()
    {
        using var server = new FakeSqlServer();
        await FillAsync(server, Bank.Model);
        server.DuplicateIgnoringIndexes = ["ux_lax"];

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(server, Bank.Model));

        refusal.Message.ShouldBe(
            "Table accounts leaves out rows without an error: its index ux_lax has IGNORE_DUP_KEY = ON. Set it OFF by ALTER INDEX, or drop the index.");
    }

    internal static async Task<FillResult> FillAsync(FakeSqlServer server, Model model, World? world = null, long chunkRows = 250, bool recreate = false)
    {
        await using var target = SqlServerTarget.Open(server.Uri);
        var options = new FillOptions { Workers = 2, Recreate = recreate, PollInterval = TimeSpan.FromMilliseconds(20) };
        return await new FillRunner(target, FillPlanner.Plan(model, world ?? World.Default, null, chunkRows), options).RunAsync(null, cancellationToken: Token);
    }

    private static async Task ShouldMatchAsync(FakeSqlServer server, Model model, World? world = null)
    {
        await using var target = SqlServerTarget.Open(server.Uri);
        var tables = await new Verifier(target, world ?? World.Default).VerifyAsync(model.Tables, cancellationToken: Token);
        tables.Where(table => !table.IsMatch).Select(table => $"{table.Table}: {table.Problem}{string.Join("; ", table.Differences)}").ShouldBeEmpty();
    }
}
