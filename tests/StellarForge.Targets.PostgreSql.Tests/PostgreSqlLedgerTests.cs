using FsCheck;
using FsCheck.Fluent;
using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

/// <summary>The ledger in a database whose transactions run side by side.</summary>
public class PostgreSqlLedgerTests(PostgreSqlServer server)
{
    private const int Workers = 4;

    private static readonly World World = World.Default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_workers_do_in_whatever_order_each_row_is_loaded_once()
    {
        await using var store = new PostgreSqlStore(await server.CreateDatabaseAsync());
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Worker, byte Act)[]>().Filter(acts => acts.Length is > 0 and < 60),
            acts => RunAsync(store, acts).GetAwaiter().GetResult());

        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), property), Token);
    }

    [Fact]
    public async Task Two_search_paths_are_two_fills()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.PsqlAsync("CREATE SCHEMA one; CREATE SCHEMA two;");

        var results = await Task.WhenAll(((string[])["one", "two"]).Select(path => Task.Run(() => FillAsync($"{database.Uri}?search_path={path}"), Token)));

        results.ShouldAllBe(result => result.IsComplete && result.LoadedRows == 21_000);
        (await database.PsqlAsync("SELECT (SELECT count(*) FROM one.transfers), (SELECT count(*) FROM two.transfers)")).ShouldBe("20000|20000");
        (await database.PsqlAsync("SELECT table_name FROM stellarforge.fills ORDER BY 1")).ShouldBe("one.accounts\none.transfers\ntwo.accounts\ntwo.transfers");
        (await database.PsqlAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated AND conrelid IN ('one.transfers'::regclass, " +
            "'two.transfers'::regclass)")).ShouldBe("4");
        foreach (var path in (string[])["one", "two"])
        {
            await using var target = PostgreSqlTarget.Open($"{database.Uri}?search_path={path}");
            (await new Verifier(target, World).VerifyAsync(Bank.Model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
        }
    }

    [Fact]
    public async Task Starting_anew_drops_what_a_fill_made_and_empties_what_it_filled()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.PsqlAsync(
            """
            CREATE TABLE accounts (id bigint PRIMARY KEY, name varchar(40) NOT NULL, balance numeric(12,2) NOT NULL, note text);
            CREATE INDEX mine ON accounts (balance);
            """);
        await FillAsync(database.Uri);
        var (accounts, transfers) = (await OidAsync("accounts"), await OidAsync("transfers"));

        await FillAsync(database.Uri, recreate: true);

        (await OidAsync("accounts")).ShouldBe(accounts);
        (await OidAsync("transfers")).ShouldNotBe(transfers);
        (await database.PsqlAsync("SELECT count(*) FROM pg_indexes WHERE indexname = 'mine'")).ShouldBe("1");

        await database.PsqlAsync("INSERT INTO accounts VALUES (-1, 'mine', 0)");
        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(database.Uri, recreate: true))).Message.ShouldBe(
            "Table accounts already holds rows that no fill put there: 1 of 1001. --recreate --force deletes all 1001; " +
                "else save them, or fill another target.");
        (await database.PsqlAsync("SELECT count(*) FROM accounts")).ShouldBe("1001");

        Task<string> OidAsync(string table) => database.PsqlAsync($"SELECT '{table}'::regclass::oid");
    }

    [Fact]
    public async Task A_foreign_key_of_a_table_that_stays_is_back_after_starting_anew()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.PsqlAsync(
            """
            CREATE TABLE accounts (id bigint PRIMARY KEY, name varchar(40) NOT NULL, balance numeric(12,2) NOT NULL);
            CREATE TABLE transfers (
                id integer PRIMARY KEY, from_id bigint NOT NULL CONSTRAINT mine REFERENCES accounts ON DELETE CASCADE,
                follows_id integer, amount numeric(12,2) NOT NULL, at timestamp NOT NULL);
            """);
        await FillAsync(database.Uri);

        await FillAsync(database.Uri, recreate: true);

        (await database.PsqlAsync("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'mine' AND convalidated"))
            .ShouldBe("FOREIGN KEY (from_id) REFERENCES accounts(id) ON DELETE CASCADE");
        (await database.PsqlAsync("SELECT count(*) FROM stellarforge.foreign_keys")).ShouldBe("0");
    }

    [Fact]
    public async Task A_foreign_key_waits_for_a_parent_whose_fill_was_killed_before_it_finished()
    {
        await using var database = await server.CreateDatabaseAsync();
        await FillAsync(database.Uri, tables: [Bank.Accounts]);
        var key = await database.PsqlAsync("SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = 'accounts'::regclass");
        await database.PsqlAsync($"ALTER TABLE accounts DROP CONSTRAINT {key}; UPDATE stellarforge.fills SET finished_at = NULL;");

        (await FillAsync(database.Uri, tables: [Bank.Transfers])).IsComplete.ShouldBeTrue();
        (await ForeignKeysAsync()).ShouldBe("1");

        await FillAsync(database.Uri, tables: [Bank.Accounts]);
        (await ForeignKeysAsync()).ShouldBe("2");

        Task<string> ForeignKeysAsync() => database.PsqlAsync(
            "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated AND conrelid = 'transfers'::regclass");
    }

    [Fact]
    public async Task Names_that_the_database_would_cut_are_refused()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var model = new Model("long", [new Table<Shop.Visit, LongRows>()]);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => target.PrepareAsync(FillPlanner.Plan(model, World), recreate: false, Token));

        refusal.Message.ShouldBe(
            $"The name of table {LongRows.Schema} is longer than postgres keeps, or has characters that it does not take. Give it another one by [Table].");
        PostgreSqlDialect.Instance.CanName(new string('n', 63)).ShouldBeTrue();
        PostgreSqlDialect.Instance.CanName(new string('ü', 32)).ShouldBeFalse();
    }

    private static async Task<FillResult> FillAsync(string uri, bool recreate = false, IEnumerable<Table>? tables = null)
    {
        await using var target = PostgreSqlTarget.Open(uri);
        var plan = FillPlanner.Plan(Bank.Model, World, tables, chunkRows: 1_000);
        return await new FillRunner(target, plan, new FillOptions { Workers = 2, Recreate = recreate }).RunAsync(cancellationToken: Token);
    }

    // Each act is a step of a worker: it claims and loads, marks and commits, rolls back, vanishes, or prepares the fill anew as a new process does.
    private static async Task RunAsync(PostgreSqlStore store, (byte Worker, byte Act)[] acts)
    {
        var plan = FillPlanner.Plan(Shop.Model, World, [Shop.Visits], chunkRows: 9);
        await using var target = store.Open();
        await target.PrepareAsync(plan, recreate: true, Token);
        var sessions = new ITargetSession?[Workers];
        var hands = new (Chunk Chunk, long Rows)?[Workers];
        foreach (var (number, act) in acts)
        {
            var worker = number % Workers;
            switch (act % 6)
            {
                case 0 or 1 when hands[worker] is null:
                    var session = sessions[worker] ??= await target.ConnectAsync(Token);
                    if (await session.ClaimAsync(plan) is { } chunk)
                    {
                        var rows = chunk.Rows(World);
                        await session.LoadAsync(rows, null, Token);
                        hands[worker] = (chunk, rows.RowsWritten);
                    }

                    break;
                case 2 or 3 when hands[worker] is var (held, loaded):
                    await sessions[worker]!.Chunks.MarkDoneAsync(held, loaded, Token);
                    await sessions[worker]!.CommitAsync(Token);
                    hands[worker] = null;
                    break;
                case 4 when sessions[worker] is { } lost:
                    await lost.DisposeAsync();
                    (sessions[worker], hands[worker]) = (null, null);
                    break;
                default:
                    await target.PrepareAsync(plan, recreate: false, Token);
                    break;
            }

            var status = await StatusAsync(target, plan);
            status.Tables[0].LoadedRows.ShouldBe(await store.CountAsync(Shop.Visits));
        }

        foreach (var session in sessions.OfType<ITargetSession>())
            await session.DisposeAsync();
        (await new FillRunner(target, plan).RunAsync(cancellationToken: Token)).IsComplete.ShouldBeTrue();
        (await store.CountAsync(Shop.Visits)).ShouldBe(600);
        (await new Verifier(target, World).VerifyAsync(plan.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }

    private static async Task<FillStatus> StatusAsync(ITarget target, FillPlan plan)
    {
        await using var session = await target.ConnectAsync(Token);
        return await session.Chunks.StatusAsync(plan, Token);
    }

    // Visits under a name of 64 bytes.
    private readonly struct LongRows : ITableRows<LongRows>
    {
        public static TableSchema Schema { get; } = Shop.Visits.Schema with { Name = new string('n', 64) };

        public static LongRows In(World world) => default;

        public long Count(long from, long to) => to - from;

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct => default(Shop.VisitRows).Write(row, ref sink);

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct => default(Shop.VisitRows).WriteRange(from, to, ref sink);
    }
}
