using Npgsql;
using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlCrashTests
{
    private const double Scale = 15;
    private const int ChunkRows = 5_000;

    private static readonly World World = new(scale: Scale);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_that_a_killed_process_left_the_server_to_add_are_waited_for()
    {
        const string Waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype";
        await using var own = new PostgreSqlServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        await using (var target = PostgreSqlTarget.Open(database.Uri))
            await target.PrepareAsync(Plan(), recreate: false, Token);

        // Rows can be loaded under this lock, and keys not be added.
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var holder = await source.OpenConnectionAsync(Token);
        await using var held = await holder.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand("LOCK TABLE accounts, transfers IN SHARE UPDATE EXCLUSIVE MODE", holder))
            await hold.ExecuteNonQueryAsync(Token);

        // One adds keys, the other waits for its turn.
        using var one = await FillHost.StartAsync(Bank.Model, database.Uri + "?application_name=one", Scale, ChunkRows);
        using var two = await FillHost.StartAsync(Bank.Model, database.Uri + "?application_name=two", Scale, ChunkRows);
        await UntilAsync(database, $"SELECT ({Waiting} = 'advisory') = 1 AND ({Waiting} = 'relation') > 0");
        var holds = await database.PsqlAsync("SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND " +
            "granted AND objsubid = 1");
        var (doomed, survivor) = holds == "one" ? (one, two) : (two, one);
        var orphans = await database.PsqlAsync($"{Waiting} = 'relation'");
        (await doomed.KillAsync()).ShouldBeTrue();
        await UntilAsync(database, $"SELECT ({Waiting} IN ('relation', 'advisory')) > {orphans} AND NOT EXISTS (SELECT FROM pg_locks WHERE locktype = " +
            "'advisory' AND NOT granted AND objsubid = 1)");
        await held.RollbackAsync(Token);

        (await survivor.ExitAsync()).ShouldBe(0, survivor.Errors);
        await ShouldBeExactAsync(database);
    }

    [Fact]
    public async Task A_fill_outlives_a_server_that_is_killed_and_comes_back()
    {
        await using var own = new PostgreSqlServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var half = new Threshold(World.RootRows(Bank.Transfers.Schema) / 2);

        var filling = new FillRunner(target, Plan()).RunAsync(half, cancellationToken: Token);
        await half.Reached;
        await own.KillAsync();
        await own.RestartAsync();
        var result = await filling;

        result.IsComplete.ShouldBeTrue();
        half.Notices.ShouldNotBeEmpty();
        await ShouldBeExactAsync(database);
    }

    private static FillPlan Plan() => FillPlanner.Plan(Bank.Model, World, chunkRows: ChunkRows);

    private static async Task UntilAsync(PostgreSqlDatabase database, string condition)
    {
        while (await database.PsqlAsync(condition) != "t")
            await Task.Delay(20, Token);
    }

    private static async Task ShouldBeExactAsync(PostgreSqlDatabase database)
    {
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var tables = await new Verifier(target, World).VerifyAsync(Bank.Model.Tables, cancellationToken: Token);

        tables.ShouldAllBe(table => table.IsMatch);
        (await database.PsqlAsync("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM transfers")).ShouldBe("300000|300000|1|300000");
        (await database.PsqlAsync("SELECT count(*) FROM transfers t WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.id = t.from_id)")).ShouldBe("0");
        (await database.PsqlAsync("SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 'transfers'::regclass ORDER BY 1"))
            .ShouldBe("fk_transfers_follows_id|t\nfk_transfers_from_id|t\npk_transfers|t");
    }

    private sealed class Threshold(long rows) : IProgress<FillProgress>
    {
        private readonly TaskCompletionSource _reached = new();

        public Task Reached => _reached.Task;

        public List<string> Notices { get; } = [];

        public void Report(FillProgress value)
        {
            if (value.Notice is { } notice)
                Notices.Add(notice);
            if (value.Rows >= rows)
                _reached.TrySetResult();
        }
    }
}
