using Npgsql;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlTargetTests(PostgreSqlServer server)
{
    private const string Sums = "SELECT count(*), sum(id), sum(balance) FROM accounts UNION ALL SELECT count(*), sum(id), sum(amount) FROM transfers";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fill_makes_the_rows_of_the_model()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);

        await target.FillAsync(Fills.Plan(Bank.Model));

        await target.ShouldHoldAsync(Bank.Accounts);
        await target.ShouldHoldAsync(Bank.Transfers);
        (await database.PsqlAsync("SELECT count(*), count(DISTINCT id), min(id), max(id), count(*) - count(follows_id) FROM transfers"))
            .ShouldBe("20000|20000|1|20000|6667");
    }

    [Fact]
    public async Task A_fill_that_is_done_does_nothing_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var plan = Fills.Plan(Bank.Model);
        await target.FillAsync(plan);
        var before = await database.PsqlAsync("SELECT xmin, ctid, * FROM transfers ORDER BY id LIMIT 10; SELECT oid FROM pg_constraint ORDER BY 1");

        var status = await target.PrepareAsync(plan, recreate: false, Token);
        await target.FillAsync(plan);

        status.OpenChunks.ShouldBe(0);
        status.Tables.Sum(table => table.DoneChunks).ShouldBe(21);
        status.Tables.Sum(table => table.LoadedRows).ShouldBe(21_000);
        (await database.PsqlAsync("SELECT xmin, ctid, * FROM transfers ORDER BY id LIMIT 10; SELECT oid FROM pg_constraint ORDER BY 1")).ShouldBe(before);
    }

    [Fact]
    public async Task Keys_indexes_and_foreign_keys_hold_and_statistics_are_there()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);

        await target.FillAsync(Fills.Plan(Bank.Model));

        (await database.PsqlAsync("SELECT conname, contype, convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN " +
            "('p', 'f') ORDER BY 2, 1"))
            .ShouldBe("fk_transfers_follows_id|f|t\nfk_transfers_from_id|f|t\npk_accounts|p|t\npk_transfers|p|t");
        (await database.PsqlAsync("SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"))
            .ShouldBe("ix_transfers_from_id\npk_accounts\npk_transfers\nux_accounts_name");
        (await database.PsqlAsync("SELECT count(*) FROM transfers t LEFT JOIN accounts a ON a.id = from_id WHERE a.id IS NULL")).ShouldBe("0");
        (await database.PsqlAsync("SELECT relname, reltuples FROM pg_class WHERE relname IN ('accounts', 'transfers') ORDER BY 1"))
            .ShouldBe("accounts|1000\ntransfers|20000");
        await Should.ThrowAsync<InvalidOperationException>(() => database.PsqlAsync("INSERT INTO transfers VALUES (99999, 5000, NULL, 1, now())"));
    }

    [Fact]
    public async Task A_foreign_key_waits_for_both_of_its_tables()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        const string Keys = "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f' ORDER BY 1";

        await target.FillAsync(Fills.Plan(Bank.Model, tables: Bank.Transfers));
        (await database.PsqlAsync(Keys)).ShouldBe("fk_transfers_follows_id");

        await target.FillAsync(Fills.Plan(Bank.Model, tables: Bank.Accounts));
        (await database.PsqlAsync(Keys)).ShouldBe("fk_transfers_follows_id\nfk_transfers_from_id");
    }

    [Fact]
    public async Task Another_seed_is_refused_by_its_name_and_accepted_with_recreate()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await target.FillAsync(Fills.Plan(Bank.Model));
        var other = new World(seed: 43);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => target.FillAsync(Fills.Plan(Bank.Model, other)));
        refusal.Message.ShouldBe("Table accounts holds rows of another fill: seed was 42, is 43. " +
            "Repeat that fill's options, fill another target, or start anew by --recreate.");
        await target.ShouldHoldAsync(Bank.Accounts);

        await target.FillAsync(Fills.Plan(Bank.Model, other), recreate: true);
        await target.ShouldHoldAsync(Bank.Accounts, other);
    }

    [Fact]
    public async Task A_parent_can_be_filled_anew_under_its_children()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await target.FillAsync(Fills.Plan(Bank.Model));

        await target.FillAsync(Fills.Plan(Bank.Model, tables: Bank.Accounts), recreate: true);

        (await database.PsqlAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'transfers'::regclass AND convalidated"))
            .ShouldBe("2");
    }

    [Fact]
    public async Task Rows_that_no_fill_made_are_left_alone()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync("CREATE TABLE accounts (id bigint NOT NULL, name varchar(40) NOT NULL, balance numeric(12,2) NOT NULL); " +
            "INSERT INTO accounts VALUES (1, 'mine', 0)");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => target.FillAsync(Fills.Plan(Bank.Model)));

        refusal.Message.ShouldContain("Table accounts already holds rows that no fill put there");
        (await Should.ThrowAsync<FillRefusedException>(() => target.FillAsync(Fills.Plan(Bank.Model), recreate: true)))
            .Message.ShouldContain("--recreate --force");
        (await database.PsqlAsync("SELECT * FROM accounts; SELECT to_regclass('transfers')")).ShouldBe("1|mine|0.00\n∅");
    }

    [Fact]
    public async Task An_applications_table_that_is_started_anew_keeps_what_depends_on_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync(
            """
            CREATE TABLE accounts (id bigint PRIMARY KEY, name varchar(40) NOT NULL, balance numeric(12,2) NOT NULL);
            INSERT INTO accounts VALUES (1, 'mine', 0);
            CREATE INDEX own ON accounts (balance); CREATE VIEW rich AS SELECT * FROM accounts WHERE balance > 0;
            """);

        await target.FillAsync(Fills.Plan(Bank.Model) with { IsForced = true }, recreate: true);

        await target.ShouldHoldAsync(Bank.Accounts);
        (await database.PsqlAsync("SELECT to_regclass('own'), to_regclass('rich')")).ShouldBe("own|rich");
    }

    [Fact]
    public async Task A_table_that_was_emptied_is_filled_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var plan = Fills.Plan(Bank.Model);
        await target.FillAsync(plan);
        var before = await database.PsqlAsync(Sums);

        await database.PsqlAsync("TRUNCATE transfers");
        await target.FillAsync(plan);
        (await database.PsqlAsync(Sums)).ShouldBe(before);

        await database.PsqlAsync("DROP TABLE accounts CASCADE");
        await target.FillAsync(plan);
        (await database.PsqlAsync(Sums)).ShouldBe(before);
        (await database.PsqlAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'transfers'::regclass AND convalidated"))
            .ShouldBe("2");
    }

    [Fact]
    public async Task Tables_of_an_application_keep_their_keys()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync(
            """
            CREATE TABLE accounts (
                note text, id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT "PK_Accounts" PRIMARY KEY,
                name text NOT NULL UNIQUE, balance numeric(12,2) NOT NULL);
            CREATE TABLE transfers (id serial PRIMARY KEY, from_id bigint NOT NULL CONSTRAINT "FK_From" REFERENCES accounts ON DELETE CASCADE,
                follows_id integer REFERENCES transfers DEFERRABLE, amount numeric NOT NULL, at timestamptz NOT NULL);
            """);
        const string Constraints = "SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE connamespace = " +
            "'public'::regnamespace ORDER BY 1";
        var before = await database.PsqlAsync(Constraints);

        await target.FillAsync(Fills.Plan(Bank.Model), workers: 3);

        (await database.PsqlAsync(Constraints)).ShouldBe(before);
        await target.ShouldHoldAsync(Bank.Transfers);
        (await database.PsqlAsync("INSERT INTO accounts (name, balance) VALUES ('next', 0) RETURNING id; " +
            "INSERT INTO transfers (from_id, amount, at) VALUES (1, 0, now()) RETURNING id"))
            .ShouldBe("1001\n20001");
    }

    [Fact]
    public async Task A_table_that_does_not_match_is_refused_with_each_difference()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync("CREATE TABLE accounts (id integer NOT NULL, name varchar(10), extra text NOT NULL)");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => target.FillAsync(Fills.Plan(Bank.Model)));

        refusal.Message.ShouldStartWith("Table accounts exists and does not match the model: ");
        refusal.Message.ShouldContain("column id is integer not null, the model has bigint not null");
        refusal.Message.ShouldContain("column name is character varying(10) null, the model has ");
        refusal.Message.ShouldContain("column balance is missing (the model has numeric(12,2) not null)");
        refusal.Message.ShouldContain("column extra (text not null) is not in the model, and takes no row without a value");
        (await database.PsqlAsync("SELECT to_regclass('transfers'), to_regnamespace('stellarforge')")).ShouldBe("∅|∅");
    }

    [Theory]
    [InlineData("CREATE UNLOGGED TABLE accounts (id bigint NOT NULL, name varchar(40) NOT NULL, balance numeric(12,2) NOT NULL)", "accounts")]
    [InlineData(
        """
        CREATE TABLE accounts (id bigint NOT NULL, name varchar(40) NOT NULL, balance numeric(12,2) NOT NULL) PARTITION BY RANGE (id);
        CREATE TABLE half PARTITION OF accounts FOR VALUES FROM (0) TO (500);
        CREATE UNLOGGED TABLE other PARTITION OF accounts DEFAULT
        """,
        "other")]
    public async Task A_table_that_a_crash_would_empty_is_refused(string create, string name)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync(create);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => target.FillAsync(Fills.Plan(Bank.Model)));

        refusal.Message.ShouldBe(
            $"Table accounts is UNLOGGED: a crash of the server would empty it, although its rows were loaded. Change it by ALTER TABLE {name} SET LOGGED.");
    }

    [Fact]
    public async Task Boundaries_of_chunks_in_the_ledger_stay()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await target.PrepareAsync(Fills.Plan(Bank.Model, chunkRows: 5_000), recreate: false, Token);

        var status = await target.PrepareAsync(Fills.Plan(Bank.Model, chunkRows: 7), recreate: false, Token);

        status.Tables.Select(table => (table.Table, table.OpenChunks)).ShouldBe([(Bank.Accounts, 1L), (Bank.Transfers, 4L)]);
    }

    [Fact]
    public async Task A_chunk_in_hand_is_nobody_elses_and_is_open_again_when_its_worker_is_gone()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var plan = Fills.Plan(Bank.Model, chunkRows: 1_000_000);
        await target.PrepareAsync(plan, recreate: false, Token);
        var stalled = new Stalled();

        await using (var session = await target.ConnectAsync(Token))
        {
            var loading = Task.Run(() => session.LoadNextAsync(plan, stalled), Token);
            await stalled.Reached;
            await using (var other = await target.ConnectAsync(Token))
            {
                (await other.LoadNextAsync(plan))!.Table.ShouldBe(Bank.Transfers);
                (await other.LoadNextAsync(plan)).ShouldBeNull();
            }

            stalled.Fail();
            await Should.ThrowAsync<TimeZoneNotFoundException>(() => loading);
        }

        await target.LoadAsync(plan);
        await target.FinishAsync(plan, Token);
        await target.ShouldHoldAsync(Bank.Accounts);
    }

    [Fact]
    public async Task A_server_that_does_not_lock_what_was_claimed_doubles_no_row()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var plan = Fills.Plan(Bank.Model, tables: Bank.Accounts);
        await target.PrepareAsync(plan, recreate: false, Token);
        var unlocked = PostgreSqlLedger.Sql with { Claim = PostgreSqlLedger.Sql.Claim.Replace("FOR UPDATE SKIP LOCKED", "", StringComparison.Ordinal) };
        await using var source = NpgsqlDataSource.Create(PostgreSqlTargetConnector.Read(new PostgreSqlTargetConnector().Parse(database.Uri)));
        await using var one = await RelationalConnection.OpenAsync(source.CreateConnection(), [], Token);
        await using var two = await RelationalConnection.OpenAsync(source.CreateConnection(), [], Token);
        (await new RelationalLedger(one, unlocked).CutAsync(Bank.Accounts, plan.Identities["accounts"], Token)).ShouldBeTrue();
        async Task LoadAsync(RelationalConnection connection, Func<Task> meanwhile)
        {
            var ledger = new RelationalLedger(connection, unlocked);
            await connection.BeginAsync(Token);
            var chunk = (await ledger.ClaimAsync(Bank.Accounts, plan.Identities["accounts"], Token))!;
            await meanwhile();
            await connection.ExecuteAsync("INSERT INTO accounts VALUES (@p0, 'loaded', 0)", Token, chunk.Number);
            await ledger.MarkDoneAsync(chunk, 1, Token);
            await connection.CommitAsync(Token);
        }

        // The second one begins and ends while the first holds the same chunk.
        var error = await Should.ThrowAsync<TargetException>(() => LoadAsync(one, () => LoadAsync(two, () => Task.CompletedTask)));
        await one.DisposeAsync();

        error.Message.ShouldContain("Chunk 0 of table accounts was loaded by another worker at the same time");
        (await database.PsqlAsync("SELECT count(*) FROM accounts")).ShouldBe("1");
    }

    [Fact]
    public async Task Several_workers_and_starters_share_a_fill()
    {
        await using var database = await server.CreateDatabaseAsync();
        var plan = Fills.Plan(Bank.Model, chunkRows: 250);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var target = PostgreSqlTarget.Open(database.Uri);
            await target.FillAsync(plan);
        }));

        await using var reading = PostgreSqlTarget.Open(database.Uri);
        await reading.ShouldHoldAsync(Bank.Transfers);
        (await database.PsqlAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'transfers'::regclass AND convalidated"))
            .ShouldBe("2");
    }

    private sealed class Stalled : IProgress<BatchProgress>
    {
        private readonly TaskCompletionSource _reached = new();
        private readonly TaskCompletionSource _released = new();

        public Task Reached => _reached.Task;

        public void Fail() => _released.SetResult();

        public void Report(BatchProgress value)
        {
            _reached.TrySetResult();
            _released.Task.Wait();
            throw new TimeZoneNotFoundException();
        }
    }
}
