using StellarForge.Engine;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

[assembly: AssemblyFixture(typeof(MariaDbServer))]

namespace StellarForge.Targets.MySql.Tests;

public class MySqlConformanceTests(MariaDbServer server) : RelationalConformanceTests
{
    protected override (string Fills, string Chunks, string Version) Ledger => ("_stellarforge_fills", "_stellarforge_chunks", "_stellarforge_ledger");

    protected override (string Create, string Tables, string Chunks, string Identity) FirstLedger => (
        """
        CREATE TABLE IF NOT EXISTS _stellarforge_tables (
            table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
            identity_hash char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            parts longtext CHARACTER SET utf8mb4 NOT NULL,
            finished_at datetime(6)
        ) ENGINE = InnoDB COMMENT 'The ledger of stellarforge fills: what was loaded, and what is left to do.';
        CREATE TABLE IF NOT EXISTS _stellarforge_chunks (
            table_name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
            number int NOT NULL,
            from_row bigint NOT NULL,
            to_row bigint NOT NULL,
            done_at datetime(6),
            PRIMARY KEY (table_name, number),
            KEY open_chunks (table_name, done_at, number)
        ) ENGINE = InnoDB;
        """,
        "_stellarforge_tables", "_stellarforge_chunks", "identity_hash");

    protected override string DropLedger => "DROP TABLE _stellarforge_fills, _stellarforge_chunks, _stellarforge_ledger;";

    protected override string FirstEscape => "\\\\";

    protected override Model Types => AllTypes.OfShortSpans;

    [Fact]
    public async Task What_is_stored_reads_as_sql_has_it()
    {
        await using var store = await OpenAsync();
        await FillAsync(store, Types);

        (await store.SqlAsync("SELECT `Order`, sbyte, byte, uint32, uint64, money, wide, date, time, duration, timestamp, uuid, hex(`binary`) = '' FROM " +
            "all_types WHERE id = 1"))
            .ShouldBe("0\t-128\t0\t0\t0\t-9999999999999999.99\t-9999999999999999999999999999.9999999999\t" +
                "0001-01-01\t00:00:00.000000\t-838:59:59.000000\t0001-01-01 00:00:00.000000\t00000000-0000-0000-0000-000000000000\t1");
        (await store.SqlAsync("SELECT uint64, `double`, date, time, timestamp, uuid FROM all_types WHERE id = 2"))
            .ShouldBe("18446744073709551615\t1.7976931348623157e308\t9999-12-31\t23:59:59.999999\t9999-12-31 " +
                "23:59:59.999999\tffffffff-ffff-ffff-ffff-ffffffffffff");
        (await store.SqlAsync("SELECT count(*), count(text), count(`binary`), count(`double`) FROM all_types WHERE id = 3")).ShouldBe("1\t0\t0\t0");
        (await store.SqlAsync("SELECT text FROM all_types WHERE id = 2")).ShouldBe("naïve 😀 𝄞 中文");
        (await store.SqlAsync("SELECT text = 'tab\\t, line\\nfeed, \\\\N, \\\\., \"quoted\", \\'single\\', {braces}' FROM all_types WHERE id = 8"))
            .ShouldBe("1");
    }

    [Fact]
    public async Task Keys_indexes_and_foreign_keys_hold()
    {
        await using var store = await OpenAsync();
        await FillAsync(store, Bank.Model);

        (await store.SqlAsync("SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name IN " +
            "('accounts', 'transfers') ORDER BY 1"))
            .ShouldBe("fk_transfers_follows_id\nix_transfers_from_id\nPRIMARY\nux_accounts_name");
        (await store.SqlAsync("SELECT constraint_name FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() ORDER BY 1"))
            .ShouldBe("fk_transfers_follows_id\nfk_transfers_from_id");
        (await Should.ThrowAsync<InvalidOperationException>(() => store.SqlAsync("UPDATE transfers SET from_id = 99999 WHERE id = 5")))
            .Message.ShouldContain("foreign key constraint fails");
        (await Should.ThrowAsync<InvalidOperationException>(() => store.SqlAsync("INSERT INTO accounts (id, name, balance) SELECT 5000, name, 0 FROM " +
            "accounts LIMIT 1"))).Message.ShouldContain("Duplicate entry");
    }

    [Fact]
    public async Task Keys_count_on_by_themselves()
    {
        await using var store = await OpenAsync();
        await FillAsync(store, Bank.Model);

        (await store.SqlAsync("INSERT INTO accounts (name, balance) VALUES ('new', 0); SELECT id FROM accounts WHERE name = 'new'")).ShouldBe("1001");
    }

    [Fact]
    public async Task A_row_whose_parent_is_gone_fails_the_fill()
    {
        await using var store = await OpenAsync();
        await FillAsync(store, Bank.Model, tables: [Bank.Accounts]);
        await store.SqlAsync("DELETE FROM accounts WHERE id = 500");

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(store, Bank.Model));

        error.Message.ShouldContain("Rows of table transfers refer by fk_transfers_from_id to rows of accounts that are not there");
    }

    [Fact]
    public async Task A_table_of_an_applications_own_is_filled_when_it_matches()
    {
        await using var store = await OpenAsync();
        await store.SqlAsync(
            """
            CREATE TABLE accounts (
                id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                balance decimal(12,2) NOT NULL,
                note text NULL, UNIQUE KEY own (name));
            """);

        await FillAsync(store, Bank.Model);

        await ShouldMatchAsync(store, Bank.Model);
        (await store.SqlAsync("INSERT INTO accounts (name, balance) VALUES ('new', 0); SELECT id FROM accounts WHERE name = 'new'")).ShouldBe("1001");
        (await store.SqlAsync("SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' " +
            "ORDER BY 1")).ShouldBe("own\nPRIMARY");
    }

    [Fact]
    public async Task A_table_that_does_not_match_is_refused_with_every_difference()
    {
        await using var store = await OpenAsync();
        await store.SqlAsync("CREATE TABLE accounts (id int NULL, name varchar(10) NOT NULL, owner text NOT NULL)");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model));

        refusal.Message.ShouldBe(
            "Table accounts exists and does not match the model: column id is int null, the model has bigint not null; " +
                "column name is varchar(10) not null, the model has varchar(40) not null; " +
            "column balance is missing (the model has decimal(12,2) not null); column owner (text not null) is not in the model, and takes no row without " +
                "a value. " +
            "Change the table or the model; --recreate makes a table anew that a fill made.");
        (await store.SqlAsync("SELECT count(*) FROM accounts")).ShouldBe("0");
    }

    [Theory]
    [InlineData("MyISAM")]
    [InlineData("Aria")]
    public async Task A_table_whose_engine_has_no_transactions_is_refused(string engine)
    {
        await using var store = await OpenAsync();
        await store.SqlAsync("CREATE TABLE accounts (id bigint NOT NULL PRIMARY KEY, name varchar(40) NOT NULL, balance decimal(12,2) NOT NULL) ENGINE = " +
            $"{engine}");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model));

        refusal.Message.ShouldBe(
            $"Table accounts is kept by the engine {engine}, which has no transactions: rows of a load that is cut short would stay, and come again. " +
                "Change it by ALTER TABLE `accounts` ENGINE = InnoDB.");
    }

    [Fact]
    public async Task Tables_have_transactions_whatever_the_servers_default_is()
    {
        await using var own = new MariaDbServer { Durable = true };
        await own.InitializeAsync();
        await using var store = new MySqlStore(await own.CreateDatabaseAsync());
        await store.SqlAsync("SET GLOBAL default_storage_engine = MyISAM");

        await FillAsync(store, Bank.Model);

        (await store.SqlAsync("SELECT DISTINCT engine FROM information_schema.tables WHERE table_schema = DATABASE()")).ShouldBe("InnoDB");
    }

    [Fact]
    public async Task A_table_that_is_away_while_another_fill_starts_it_anew_is_tried_again()
    {
        await using var store = await OpenAsync();
        await using var target = store.Open();
        var plan = FillPlanner.Plan(Bank.Model, World.Default, [Bank.Accounts]);
        await target.PrepareAsync(plan, recreate: false, TestContext.Current.CancellationToken);
        await store.SqlAsync("DROP TABLE accounts");

        await using var session = await target.ConnectAsync(TestContext.Current.CancellationToken);
        var error = await Should.ThrowAsync<TargetException>(() => session.LoadNextAsync(plan));

        error.Kind.ShouldBe(ErrorKind.Transient);
        error.Message.ShouldContain("doesn't exist (1146). Another fill may be starting it anew by --recreate.");
    }

    [Fact]
    public async Task A_name_with_characters_that_the_server_does_not_take_is_refused()
    {
        await using var store = await OpenAsync();
        var model = new Model("carts", [new Table<Carts, Carts>()]);

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, model))).Message
            .ShouldBe("The name of table cart🛒 is longer than mysql keeps, or has characters that it does not take. Give it another one by [Table].");
        (await VerifyAsync(store, model)).ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldEndWith(" has no table cart🛒.");
        MySqlDialect.Instance.CanName("№ продажи €").ShouldBeTrue();
    }

    [Fact]
    public async Task A_table_with_foreign_rows_is_left_alone()
    {
        await using var store = await OpenAsync();
        await FillAsync(store, Bank.Model);
        await store.SqlAsync("DROP TABLE _stellarforge_fills, _stellarforge_chunks, _stellarforge_ledger");

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model))).Message.ShouldContain("already holds rows that no fill put there");

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model, recreate: true))).Message.ShouldContain("--recreate --force");
        await FillAsync(store, Bank.Model, recreate: true, force: true);
        await ShouldMatchAsync(store, Bank.Model);
    }

    [Fact]
    public async Task A_preparation_cut_short_anywhere_is_made_up_for()
    {
        await using var store = await OpenAsync();
        await FillAsync(store, Bank.Model);

        // Dropped but not forgotten; made but not entered.
        await store.SqlAsync("SET foreign_key_checks = 0; DROP TABLE transfers; DELETE FROM accounts; " +
            "DELETE FROM _stellarforge_chunks WHERE table_name = 'accounts'; DELETE FROM _stellarforge_fills WHERE table_name = 'accounts'");
        await FillAsync(store, Bank.Model);

        await ShouldMatchAsync(store, Bank.Model);
    }

    [Fact]
    public async Task Those_who_hold_chunks_are_named_and_neither_an_application_nor_the_fill_that_waits_for_them()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await server.CreateDatabaseAsync();
        await using var store = new MySqlStore(database);
        await using var target = store.Open();
        var plan = FillPlanner.Plan(Bank.Model, World.Default);
        await target.PrepareAsync(plan, recreate: false, token);
        await store.SqlAsync("CREATE TABLE own (id int PRIMARY KEY) ENGINE = InnoDB; INSERT INTO own VALUES (1)");
        using var application = new MySqlConnection(MySqlTargetConnector.Read(new MySqlTargetConnector().Parse(database.Uri)).ConnectionString);
        await application.OpenAsync(token);
        using var command = application.CreateCommand();
        command.CommandText = "BEGIN; SELECT * FROM own FOR UPDATE";
        await command.ExecuteNonQueryAsync(token);
        await using var worker = await target.ConnectAsync(token);
        (await worker.ClaimAsync(plan)).ShouldNotBeNull();

        var preparing = target.PrepareAsync(plan, recreate: true, token);
        while (!await store.HasWaiterAsync())
            await Task.Delay(10, token);
        await using var asking = await target.ConnectAsync(token);
        var holder = (await asking.Chunks.HoldersAsync(token)).ShouldHaveSingleItem();
        holder.Session.ShouldContain(", in a transaction without foreign_key_checks since ");

        await store.SqlAsync(holder.EndStatement);
        await preparing.WaitAsync(TimeSpan.FromMinutes(2), token);
    }

    [Fact]
    public async Task Who_may_not_see_the_sessions_of_others_is_told_so_while_it_waits()
    {
        var token = TestContext.Current.CancellationToken;
        await using var store = await OpenAsync();
        await using var target = store.Open();
        var plan = FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 50_000);
        await target.PrepareAsync(plan, recreate: false, token);
        await using var worker = await target.ConnectAsync(token);
        (await worker.ClaimAsync(plan)).ShouldNotBeNull();
        await store.SqlAsync("CREATE USER IF NOT EXISTS confined; EXECUTE IMMEDIATE CONCAT('GRANT ALL ON `', DATABASE(), '`.* TO confined')");
        await using var confined = MySqlTarget.Open(new UriBuilder(store.Uri) { UserName = "confined" }.Uri.ToString());
        var said = new TaskCompletionSource<string>();

        var options = new FillOptions { WaitNotice = TimeSpan.FromMilliseconds(100) };
        var filling = new FillRunner(confined, plan, options).RunAsync(new NoticeTaker(said), cancellationToken: token);
        var words = await said.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
        await worker.RollbackAsync(token);

        words.ShouldContain(" Who holds chunks is not known: ");
        words.ShouldEndWith(" you need (at least one of) the PROCESS privilege(s) for this operation (1227).");
        (await filling.WaitAsync(TimeSpan.FromSeconds(60), token)).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fill_that_is_refused_leaves_the_ledger_to_the_release_that_made_it()
    {
        await using var store = await OpenAsync();
        var loaded = await FillByFirstReleaseAsync(store);
        await store.SqlAsync("CREATE TABLE transfers (id int); INSERT INTO transfers VALUES (1)");
        var before = await store.SqlAsync("SELECT * FROM _stellarforge_tables; SELECT * FROM _stellarforge_chunks");

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model, new World(43)))).Message.ShouldContain("seed was 42, is 43");
        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model))).Message.ShouldContain("does not match the model");
        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model, recreate: true))).Message.ShouldContain("--recreate --force");

        (await store.SqlAsync("SELECT * FROM _stellarforge_tables; SELECT * FROM _stellarforge_chunks")).ShouldBe(before);
        (await FillAsync(store, Shop.Model)).LoadedRows.ShouldBe(Shop.Model.Tables.Sum(table => FillPlanner.CountRows(table, World.Default)) - loaded);
        await ShouldMatchAsync(store, Shop.Model);
    }

    protected override async Task<TargetStore> CreateAsync() => await OpenAsync();

    private async Task<MySqlStore> OpenAsync() => new(await server.CreateDatabaseAsync());

    private sealed class NoticeTaker(TaskCompletionSource<string> said) : IProgress<FillProgress>
    {
        public void Report(FillProgress value)
        {
            if (value.Notice is { } notice)
                said.TrySetResult(notice);
        }
    }

    // Visits under another name.
    private readonly struct Carts : ITableRows<Carts>
    {
        public static TableSchema Schema { get; } = Shop.Visits.Schema with { Name = "cart🛒" };

        public static Carts In(World world) => default;

        public long Count(long from, long to) => to - from;

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct => default(Shop.VisitRows).Write(row, ref sink);

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct => default(Shop.VisitRows).WriteRange(from, to, ref sink);
    }
}
