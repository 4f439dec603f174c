using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

public abstract partial class RelationalPipelineTests
{
    [Theory]
    [InlineData(WriteMode.Append)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.Ignore)]
    public async Task Another_rule_of_the_table_is_never_passed_over(WriteMode mode)
    {
        await using var store = await CreateAsync();
        var plan = new PipelinePlan("p", "test", [new PipelineTable("accounts", 1, Bank.Accounts.Schema, mode)]);
        await using var target = (IPipelineTarget)store.Open();
        await target.PrepareAsync(plan, reset: false, Token);
        await LoadAsync(0, 10);

        // Another number, and a name that somebody has.
        await store.RunAsync("UPDATE accounts SET id = 1000 WHERE id = 5;");
        var error = await Should.ThrowAsync<TargetException>(() => LoadAsync(4, 12));

        error.Kind.ShouldBe(ErrorKind.Data);
        (await store.CountAsync(Bank.Accounts)).ShouldBe(10);

        async Task LoadAsync(long from, long to)
        {
            await using var session = await target.ConnectAsync(plan, Token);
            await session.BeginAsync(Token);
            await session.LoadAsync(plan.Tables[0], () => Bank.Accounts.Rows(World.Default).Range(from, to), Token);
            await session.CommitAsync(Token);
        }
    }

    [Fact]
    public async Task A_table_may_have_a_fill_and_a_stream()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, complete: true);
        var plan = new PipelinePlan("p", "test", [new PipelineTable("visits", 1, Shop.Visits.Schema), new PipelineTable("orders", 1, Shop.Orders.Schema)]);
        await using var target = (IPipelineTarget)store.Open();

        await target.PrepareAsync(plan, reset: false, Token);
        await using (var session = await target.ConnectAsync(plan, Token))
        {
            await session.BeginAsync(Token);
            var outcome = await session.LoadAsync(plan.Tables[1], () => Shop.Orders.Rows(World.Default).Range(990, 1_010), Token);
            outcome.Refused.ShouldBe(Enumerable.Range(0, 10));
            await session.CommitAsync(Token);
        }

        (await store.CountAsync(Shop.Orders)).ShouldBe(1_010);
        (await FillAsync(store, complete: true)).ShouldNotBeNull().IsComplete.ShouldBeTrue();
        (await store.CountAsync(Shop.Orders)).ShouldBe(1_010);
    }

    [Fact]
    public async Task A_table_that_is_being_filled_is_refused()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, complete: false);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => PrepareAsync(store, Shop.Orders.Schema));

        refusal.Message.ShouldStartWith("Table shop.orders is being filled");
    }

    [Fact]
    public async Task Tables_that_do_not_fit_are_refused()
    {
        await using var store = await CreateAsync();
        await store.RunAsync("CREATE TABLE log_lines (station varchar(20) NOT NULL, number bigint NOT NULL, revision bigint, note varchar(40));");

        (await Should.ThrowAsync<FillRefusedException>(() => PrepareAsync(store, Readings.Unkeyed))).Message.ShouldContain("column amount is missing");
        (await Should.ThrowAsync<FillRefusedException>(() => PrepareAsync(store, Readings.Unkeyed, WriteMode.Ignore))).Message
            .ShouldStartWith("Table log_lines has no key, so nothing can be left out by it.");
    }

    [Fact]
    public async Task A_table_that_has_not_the_models_key_is_refused()
    {
        await using var store = await CreateAsync();
        await store.RunAsync(
            "CREATE TABLE readings (station varchar(20) NOT NULL, number bigint NOT NULL, revision bigint, note varchar(40), amount decimal(12,2) NOT NULL);");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => PrepareAsync(store, Readings.Keyed));

        refusal.Message.ShouldContain("key");
        refusal.Message.ShouldContain("station, number");
    }

    [Fact]
    public async Task Foreign_keys_between_tables_of_a_pipeline_are_refused_by_name()
    {
        Assert.SkipUnless(HeedsForeignKeys, "A connection that loads has its checks off.");
        await using var store = await CreateAsync();
        await FillAsync(store, complete: true);
        var plan = new PipelinePlan("p", "test", [new("orders", 1, Shop.Orders.Schema), new("lines", 1, Shop.Lines.Schema)]);
        await using var target = (IPipelineTarget)store.Open();

        (await Should.ThrowAsync<FillRefusedException>(() => target.PrepareAsync(plan, reset: false, Token))).Message
            .ShouldContain("shop.lines to shop.orders by fk_lines_order");
        await target.PrepareAsync(plan with { Tables = [plan.Tables[1]] }, reset: false, Token);
    }

    [Fact]
    public async Task A_ledger_without_pipelines_is_brought_up_to_date_with_its_fills()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, complete: true);
        await store.RunAsync(
            $"DROP TABLE {Ledger.Topics}; DROP TABLE {Ledger.Positions}; DROP TABLE {Ledger.Lanes}; DROP TABLE {Ledger.DeadLetters}; "
            + $"UPDATE {Ledger.Version} SET version = {VersionBeforePipelines};");

        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        (await writer.WriteAsync(new Reading("a", 1))).ShouldBe((1, 0, ""));

        var again = (await FillAsync(store, complete: true)).ShouldNotBeNull();
        (again.IsComplete, again.LoadedRows).ShouldBe((true, 0));
    }

    private static async Task<FillResult?> FillAsync(TargetStore store, bool complete)
    {
        await using var target = store.Open();
        var plan = FillPlanner.Plan(Shop.Model, World.Default, chunkRows: 100);
        if (complete)
            return await new FillRunner(target, plan, new FillOptions { Workers = 1 }).RunAsync(null, Token, Token);
        await target.PrepareAsync(plan, recreate: false, Token);
        await using var session = await target.ConnectAsync(Token);
        await session.LoadNextAsync(plan);
        return null;
    }

    private static async Task PrepareAsync(TargetStore store, TableSchema table, WriteMode mode = WriteMode.Append)
    {
        await using var target = (IPipelineTarget)store.Open();
        await target.PrepareAsync(new PipelinePlan("p", "test", [new PipelineTable("topic", 1, table, mode)]), reset: false, Token);
    }
}
