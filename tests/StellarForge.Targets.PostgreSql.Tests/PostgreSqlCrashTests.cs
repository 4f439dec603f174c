using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlCrashTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fill_killed_ten_times_anywhere_loses_and_doubles_nothing()
    {
        await using var database = await server.CreateDatabaseAsync();
        for (var kill = 0; kill < 10; kill++)
        {
            using var process = FillingProcess.Start(database.Uri);
            await Task.Delay(Random.Shared.Next(100, 900), Token);
            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        using (var last = FillingProcess.Start(database.Uri))
        {
            var errors = await last.StandardError.ReadToEndAsync(Token);
            await last.WaitForExitAsync(Token);
            errors.ShouldBeEmpty();
            last.ExitCode.ShouldBe(0);
        }

        await ShouldBeExactAsync(database);
    }

    [Fact]
    public async Task Processes_that_die_leave_their_chunks_to_the_others()
    {
        await using var database = await server.CreateDatabaseAsync();
        var doomed = FillingProcess.Start(database.Uri);
        using var survivor = FillingProcess.Start(database.Uri);
        await Task.Delay(Random.Shared.Next(300, 800), Token);
        doomed.Kill();

        await survivor.WaitForExitAsync(Token);

        survivor.ExitCode.ShouldBe(0, await survivor.StandardError.ReadToEndAsync(Token));
        await ShouldBeExactAsync(database);
        doomed.Dispose();
    }

    [Fact]
    public async Task A_fill_outlives_a_server_that_is_killed_and_comes_back()
    {
        await using var own = new PostgreSqlServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var half = new Threshold(FillingProcess.World.RootRows(Bank.Transfers.Schema) / 2);

        var filling = new FillRunner(target, FillingProcess.Plan()).RunAsync(half, cancellationToken: Token);
        await half.Reached;
        await own.KillAsync();
        await own.RestartAsync();
        var result = await filling;

        result.Complete.ShouldBeTrue();
        half.Notices.ShouldNotBeEmpty();
        await ShouldBeExactAsync(database);
    }

    private static async Task ShouldBeExactAsync(PostgreSqlDatabase database)
    {
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var tables = await new Verifier(target, FillingProcess.World).VerifyAsync(Bank.Model.Tables, cancellationToken: Token);

        tables.ShouldAllBe(table => table.Matches);
        (await database.PsqlAsync("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM transfers")).ShouldBe("300000|300000|1|300000");
        (await database.PsqlAsync("SELECT count(*) FROM transfers t WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.id = t.from_id)")).ShouldBe("0");
        (await database.PsqlAsync("SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 'transfers'::regclass ORDER BY 1"))
            .ShouldBe("fk_transfers_follows_id|t\nfk_transfers_from_id|t\npk_transfers|t");
        (await database.PsqlAsync("SELECT count(*), count(done_at) FROM stellarforge.chunks")).ShouldBe("62|62");
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
