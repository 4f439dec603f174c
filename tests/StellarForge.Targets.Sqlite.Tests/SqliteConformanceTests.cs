using StellarForge.Engine;
using StellarForge.Testing.Models;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Sqlite.Tests;

public class SqliteConformanceTests : RelationalConformanceTests
{
    protected override (string Fills, string Chunks, string Version) Ledger => ("_stellarforge_fills", "_stellarforge_chunks", "_stellarforge_ledger");

    protected override (string Create, string Tables, string Chunks, string Identity) FirstLedger => (
        """
        CREATE TABLE IF NOT EXISTS _stellarforge_tables (
            table_name TEXT NOT NULL PRIMARY KEY,
            identity TEXT NOT NULL,
            parts TEXT NOT NULL,
            finished_at TEXT,
            checked_at TEXT
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS _stellarforge_chunks (
            table_name TEXT NOT NULL REFERENCES _stellarforge_tables (table_name),
            number INTEGER NOT NULL,
            from_row INTEGER NOT NULL,
            to_row INTEGER NOT NULL,
            done_at TEXT,
            PRIMARY KEY (table_name, number)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS _stellarforge_open_chunks ON _stellarforge_chunks (table_name, number) WHERE done_at IS NULL;
        """,
        "_stellarforge_tables", "_stellarforge_chunks", "identity");

    protected override string DropLedger => "DROP TABLE _stellarforge_chunks; DROP TABLE _stellarforge_fills; DROP TABLE _stellarforge_ledger; "
        + "DROP TABLE _stellarforge_topics; DROP TABLE _stellarforge_positions; DROP TABLE _stellarforge_lanes; DROP TABLE _stellarforge_dead_letters;";

    [Fact]
    public async Task What_is_stored_reads_as_sql_and_dotnet_have_it()
    {
        await using var store = new SqliteStore();
        await FillAsync(store, AllTypes.Model);

        const string First =
            """
            SELECT "Order", uint32, uint64, money, wide, date, time, duration, timestamp, uuid, hex(binary) = '' FROM all_types WHERE id = 1
            """;
        (await store.SqlAsync(First)).Split('|').ShouldBe(
        [
            "0", "0", "0", "-9999999999999999.99", "-9999999999999999999999999999.9999999999", "0001-01-01", "00:00:00",
            "-10675199.02:48:05.4775800", "0001-01-01 00:00:00", "00000000-0000-0000-0000-000000000000", "1",
        ]);
        (await store.SqlAsync("SELECT uuid FROM all_types WHERE id = 2")).ShouldBe("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
        (await store.SqlAsync("SELECT count(*), count(text), count(binary), count(double) FROM all_types WHERE id = 3")).ShouldBe("1|0|0|0");
        const string Types =
            """
            SELECT DISTINCT typeof("int64"), typeof(single), typeof(text), typeof(money) IN ('real', 'integer', 'blob'), typeof(timestamp), typeof(binary)
            FROM all_types WHERE id <> 3
            """;
        (await store.SqlAsync(Types))
            .ShouldBe("integer|real|text|1|text|blob");
        (await store.SqlAsync("SELECT count(*) FROM all_types WHERE datetime(timestamp) IS NULL AND id > 3")).ShouldBe("0");
    }

    [Fact]
    public async Task Keys_indexes_and_foreign_keys_hold()
    {
        await using var store = new SqliteStore();
        await FillAsync(store, Bank.Model);

        (await store.SqlAsync("PRAGMA integrity_check; PRAGMA foreign_key_check; PRAGMA journal_mode")).ShouldBe("ok\ndelete");
        (await store.SqlAsync("SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE '%stellarforge%' ORDER BY 1"))
            .ShouldBe("ix_transfers_from_id\nux_accounts_name");
        (await store.SqlAsync("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'transfers'")).ShouldBe("1");
        await Should.ThrowAsync<InvalidOperationException>(() =>
            store.SqlAsync("PRAGMA foreign_keys = ON; INSERT INTO transfers VALUES (99999, 5000, NULL, 1, '')"));
        await Should.ThrowAsync<InvalidOperationException>(() => store.SqlAsync("INSERT INTO accounts SELECT 5000, name, 0 FROM accounts LIMIT 1"));
    }

    [Fact]
    public async Task A_table_filled_without_its_parents_takes_an_applications_rows()
    {
        await using var store = new SqliteStore();
        await FillAsync(store, Bank.Model, tables: [Bank.Transfers]);

        await store.SqlAsync("PRAGMA foreign_keys = ON; UPDATE transfers SET from_id = from_id WHERE id = 1");
        (await store.SqlAsync("SELECT \"table\" FROM pragma_foreign_key_list('transfers')")).ShouldBe("transfers");
    }

    [Fact]
    public async Task A_row_whose_parent_is_gone_fails_the_fill()
    {
        await using var store = new SqliteStore();
        await FillAsync(store, Shop.Model, tables: [Shop.Lines]);
        await store.SqlAsync("UPDATE lines SET order_code = '99999999-0000-0000-0000-000000000000' WHERE rowid = 5");

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(store, Shop.Model));

        error.Message.ShouldContain("1 rows of table shop.lines refer by fk_lines_order to rows of shop.orders that are not there");
    }

    [Fact]
    public async Task A_gap_in_the_parents_keys_is_found_too()
    {
        await using var store = new SqliteStore();
        await FillAsync(store, Bank.Model, tables: [Bank.Accounts]);
        await store.SqlAsync("DELETE FROM accounts WHERE id = 500");

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(store, Bank.Model));

        error.Message.ShouldContain("rows of table transfers refer by fk_transfers_from_id to rows of accounts that are not there");
    }

    [Fact]
    public async Task A_table_of_an_applications_own_is_filled_when_it_matches()
    {
        await using var store = new SqliteStore();
        await store.SqlAsync(
            """
            CREATE TABLE accounts (
                id INTEGER NOT NULL CONSTRAINT PK PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, balance TEXT NOT NULL, note TEXT NULL);
            CREATE UNIQUE INDEX own ON accounts (name)
            """);

        await FillAsync(store, Bank.Model);

        await ShouldMatchAsync(store, Bank.Model);
        (await store.SqlAsync("SELECT group_concat(name) FROM pragma_index_list('accounts')")).ShouldBe("own");
    }

    [Fact]
    public async Task A_table_that_does_not_match_is_refused_with_every_difference()
    {
        await using var store = new SqliteStore();
        await store.SqlAsync("CREATE TABLE accounts (id INTEGER, name REAL NOT NULL, owner TEXT NOT NULL)");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model));

        refusal.Message.ShouldBe(
            "Table accounts exists and does not match the model: column id is INTEGER null, the model has INTEGER not null; " +
            "column name is REAL not null, the model has TEXT not null; " +
            "column balance is missing (the model has NUMERIC not null); column owner (TEXT not null) is not in the model, and takes no row without a value; " +
            "the primary key is (), the model has (id). Change the table or the model; --recreate makes a table anew that a fill made.");
        (await store.SqlAsync("SELECT count(*) FROM sqlite_schema WHERE name = 'transfers'")).ShouldBe("0");
    }

    [Fact]
    public async Task Rows_of_no_fill_are_refused()
    {
        await using var store = new SqliteStore();
        await store.SqlAsync("CREATE TABLE visits (page INTEGER NOT NULL, stay TEXT); INSERT INTO visits VALUES (1, NULL)");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model));

        refusal.Message.ShouldStartWith("Table visits already holds rows that no fill put there.");
    }

    [Fact]
    public async Task A_value_of_another_type_is_shown_by_verify()
    {
        await using var store = new SqliteStore();
        await FillAsync(store, Bank.Model);
        await store.SqlAsync("UPDATE transfers SET at = 'yesterday', amount = 'much' WHERE id = 17");

        var result = (await VerifyAsync(store, Bank.Model))[1];

        result.Differences.ShouldHaveSingleItem().Columns.Select(column => $"{column.Column} {column.Actual}").ShouldBe(["amount much", "at yesterday"]);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_rows()
    {
        var (few, many) = (await AllocatedAsync(scale: 2, chunkRows: 2_000), await AllocatedAsync(scale: 20, chunkRows: 20_000));

        (many - few).ShouldBeLessThan(2_000_000);

        static async Task<long> AllocatedAsync(double scale, long chunkRows)
        {
            await using var store = new SqliteStore();
            var output = await FillHost.RunAsync(Bank.Model, store.Uri, scale, chunkRows, workers: 1);
            return long.Parse(output.Split(' ')[^3], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new SqliteStore());
}
