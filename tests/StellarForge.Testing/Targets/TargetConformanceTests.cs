using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Sinks;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>What every target promises (docs/guarantees.md), with a store's own tools as witnesses.</summary>
public abstract class TargetConformanceTests
{
    private static readonly World Seed42 = World.Default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A table with a column of each type, as far as the store has room for its values.</summary>
    protected virtual Model Types => AllTypes.Model;

    /// <summary>Makes an empty store, or skips the test.</summary>
    protected abstract Task<TargetStore> CreateAsync();

    [Fact]
    public async Task Every_type_comes_back_as_it_was_written()
    {
        await using var store = await CreateAsync();

        await FillAsync(store, Types);

        await ShouldMatchAsync(store, Types);
    }

    [Fact]
    public async Task Every_documented_mapping_loads_and_comes_back()
    {
        await using var store = await CreateAsync();
        var model = new Model("mappings", [PlainTypes.ForgeTable, NamedTypes.ForgeTable]);

        await FillAsync(store, model);

        await ShouldMatchAsync(store, model);
    }

    [Fact]
    public async Task A_fill_writes_every_row_and_a_second_one_nothing()
    {
        await using var store = await CreateAsync();

        var first = await FillAsync(store, Shop.Model);
        var second = await FillAsync(store, Shop.Model, chunkRows: 7);

        first.IsComplete.ShouldBeTrue();
        first.LoadedRows.ShouldBe(Rows(Shop.Model));
        second.IsComplete.ShouldBeTrue();
        second.LoadedRows.ShouldBe(0);
        foreach (var table in Shop.Model.Tables)
            (await store.CountAsync(table)).ShouldBe(FillPlanner.CountRows(table, Seed42, Token));
        await ShouldMatchAsync(store, Shop.Model);
    }

    [Theory]
    [InlineData(10_000, 1)]
    [InlineData(70, 3)]
    public async Task Neither_chunks_nor_workers_change_what_is_written(long chunkRows, int workers)
    {
        await using var store = await CreateAsync();

        await FillAsync(store, Shop.Model, chunkRows: chunkRows, workers: workers);

        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task A_fill_that_was_asked_to_stop_is_continued_by_another_with_other_chunks()
    {
        await using var store = await CreateAsync();
        using var stop = new CancellationTokenSource();

        var first = await FillAsync(store, Shop.Model, sent: stop.Cancel, stop: stop.Token);
        var second = await FillAsync(store, Shop.Model, chunkRows: 1_000);

        first.IsComplete.ShouldBeFalse();
        first.LoadedRows.ShouldBeInRange(1, Rows(Shop.Model) - 1);
        second.IsComplete.ShouldBeTrue();
        (first.LoadedRows + second.LoadedRows).ShouldBe(Rows(Shop.Model));
        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task An_error_of_the_models_own_code_names_the_row_and_leaves_whole_chunks_only()
    {
        await using var store = await CreateAsync();

        var error = await Should.ThrowAsync<RowException>(() => FillAsync(store, new Model("faulty", [Faulty.ForgeTable]), chunkRows: 100, workers: 1));

        error.Message.ShouldBe("Table faulty, column total, row 700: No total.");
        (await store.CountAsync(Faulty.ForgeTable)).ShouldBe(700);
    }

    [Fact]
    public async Task A_fill_that_is_cancelled_leaves_whole_chunks_only()
    {
        await using var store = await CreateAsync();
        using var cancel = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => FillAsync(store, Shop.Model, sent: cancel.Cancel, cancel: cancel.Token));
        await using (var target = store.Open())
        {
            await using var session = await target.ConnectAsync(Token);
            var status = await session.Chunks.StatusAsync(FillPlanner.Plan(Shop.Model, Seed42), Token);
            status.OpenChunks.ShouldBeGreaterThan(0);
            foreach (var table in status.Tables)
                (await store.CountAsync(table.Table)).ShouldBe(table.LoadedRows);
        }

        await FillAsync(store, Shop.Model);
        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task Several_fills_at_once_share_the_work()
    {
        await using var store = await CreateAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => FillAsync(store, Shop.Model, chunkRows: 100), Token)));

        results.ShouldAllBe(result => result.IsComplete);
        results.Sum(result => result.LoadedRows).ShouldBe(Rows(Shop.Model));
        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task Another_seed_is_refused_with_its_name_and_taken_with_recreate()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        var seed43 = new World(43);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model, seed43));
        refusal.Message.ShouldContain("seed was 42, is 43");
        refusal.Message.ShouldContain("--recreate");
        await ShouldMatchAsync(store, Shop.Model);

        await FillAsync(store, Shop.Model, seed43, recreate: true);
        await ShouldMatchAsync(store, Shop.Model, seed43);
    }

    [Fact]
    public async Task Another_seed_is_refused_by_the_rows_of_a_chunk_in_hand()
    {
        await using var store = await CreateAsync();
        var (inHand, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        void Hold()
        {
            inHand.TrySetResult();
            released.Task.Wait(Token);
        }

        var first = Task.Run(() => FillAsync(store, Shop.Model, tables: [Shop.Orders], chunkRows: 10_000, workers: 1, sent: Hold), Token);
        await inHand.Task;
        var other = Task.Run(() => FillAsync(store, Shop.Model, new World(43), tables: [Shop.Orders]), Token);

        // The other may be refused already; else it waits for what it can't see yet.
        try
        {
            await EndOrWaitAsync(other, store);
        }
        finally
        {
            released.SetResult();
        }

        (await Should.ThrowAsync<FillRefusedException>(() => other)).Message.ShouldContain("seed was 42, is 43");
        await first;
        await ShouldMatchAsync(store, Shop.Model, tables: [Shop.Orders]);
    }

    [Fact]
    public async Task A_fill_whose_table_was_taken_over_does_not_go_on()
    {
        await using var store = await CreateAsync();
        var plan = FillPlanner.Plan(Shop.Model, Seed42, [Shop.Orders], 250);
        await using var target = store.Open();
        await target.PrepareAsync(plan, recreate: false, Token);

        var seed43 = new World(43);
        await FillAsync(store, Shop.Model, seed43, tables: [Shop.Orders]);

        await using var session = await target.ConnectAsync(Token);
        (await Should.ThrowAsync<FillRefusedException>(() => session.Chunks.StatusAsync(plan, Token))).Message.ShouldContain("seed was 43, is 42");
        await ShouldMatchAsync(store, Shop.Model, seed43, tables: [Shop.Orders]);
    }

    [Fact]
    public async Task A_fill_started_again_while_its_first_chunks_hold_no_rows_doubles_nothing()
    {
        await using var store = await CreateAsync();
        var world = Enumerable.Range(1, 100).Select(seed => new World((ulong)seed, rows: new Dictionary<string, long> { ["shop.orders"] = 40 }))
            .First(world => Shop.Lines.Rows(world).Count(0, 3) == 0 && Shop.Lines.Rows(world).Count(3, 6) > 0);
        var plan = FillPlanner.Plan(Shop.Model, world, [Shop.Lines], chunkRows: 1);
        await using var target = store.Open();
        await target.PrepareAsync(plan, recreate: false, Token);
        await using (var session = await target.ConnectAsync(Token))
        {
            (await session.LoadNextAsync(plan))!.Count(world).ShouldBe(0);
            var chunk = (await session.ClaimAsync(plan))!;
            var rows = chunk.Rows(world);
            await session.LoadAsync(rows, null, Token);
            rows.RowsWritten.ShouldBeGreaterThan(0);

            // It sees a loaded chunk and no row. It may be done already; else it waits for the chunk in hand.
            await using var other = store.Open();
            var again = Task.Run(() => other.PrepareAsync(plan, recreate: false, Token), Token);
            await EndOrWaitAsync(again, store);
            await session.Chunks.MarkDoneAsync(chunk, rows.RowsWritten, Token);
            await session.CommitAsync(Token);
            (await again).Tables[0].OpenChunks.ShouldBeInRange(38, 39);
        }

        await FillAsync(store, Shop.Model, world, [Shop.Lines]);
        (await store.CountAsync(Shop.Lines)).ShouldBe(FillPlanner.CountRows(Shop.Lines, world, Token));
        await ShouldMatchAsync(store, Shop.Model, world, [Shop.Lines]);
    }

    [Fact]
    public async Task Other_rows_of_an_owner_are_another_fill_of_what_it_owns()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model, tables: [Shop.Lines]);
        var more = new World(rows: new Dictionary<string, long> { ["shop.orders"] = 2_000 });

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model, more, tables: [Shop.Lines]));

        refusal.Message.ShouldContain("rows of shop.orders was 1000, is 2000");
    }

    [Fact]
    public async Task Tables_can_be_filled_one_by_one()
    {
        await using var store = await CreateAsync();

        await FillAsync(store, Shop.Model, tables: [Shop.Lines]);
        await ShouldMatchAsync(store, Shop.Model, tables: [Shop.Lines]);
        var rest = await FillAsync(store, Shop.Model);

        rest.LoadedRows.ShouldBe(Rows(Shop.Model) - FillPlanner.CountRows(Shop.Lines, Seed42, Token));
        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task Verify_shows_a_value_that_was_changed()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        var line = FirstLine();

        await store.SetPriceAsync(line.Order, 1, "0.07");

        var result = (await VerifyAsync(store, Shop.Model))[1];
        result.IsMatch.ShouldBeFalse();
        result.Actual!.Value.Count.ShouldBe(result.Expected.Count);
        var row = result.Differences.ShouldHaveSingleItem();
        row.Kind.ShouldBe(RowDifferenceKind.Changed);
        row.Columns.ShouldHaveSingleItem().ShouldBe(new ColumnDifference("price", line.Price, "0.07"));
    }

    [Fact]
    public async Task Verify_shows_a_row_that_is_missing()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        var line = FirstLine();

        await store.DeleteLineAsync(line.Order, 1);

        var result = (await VerifyAsync(store, Shop.Model))[1];
        result.Actual!.Value.Count.ShouldBe(result.Expected.Count - 1);
        var row = result.Differences.ShouldHaveSingleItem();
        row.Kind.ShouldBe(RowDifferenceKind.Missing);
        row.Key.ShouldContain(line.Order.ToString());
    }

    [Fact]
    public async Task Verify_shows_a_row_that_is_there_too_often()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);

        await store.AddVisitAsync(7);

        var result = (await VerifyAsync(store, Shop.Model))[2];
        result.Actual!.Value.Count.ShouldBe(result.Expected.Count + 1);
        result.Differences.ShouldHaveSingleItem().Kind.ShouldBe(RowDifferenceKind.Doubled);
    }

    [Fact]
    public async Task A_fill_killed_ten_times_is_exact_in_the_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is of Unix.");
        const double Scale = 5;
        await using var store = await CreateAsync();
        var random = new Random(1);
        var killed = 0;
        for (var kill = 0; kill < 10; kill++)
            killed += await FillHost.KillAsync(Bank.Model, store.Uri, Scale, chunkRows: 2_000, TimeSpan.FromMilliseconds(random.Next(10, 150))) ? 1 : 0;

        var world = new World(scale: Scale);
        await FillAsync(store, Bank.Model, world);

        killed.ShouldBeGreaterThan(0);
        foreach (var table in Bank.Model.Tables)
            (await store.CountAsync(table)).ShouldBe(world.RootRows(table.Schema));
        await ShouldMatchAsync(store, Bank.Model, world);
    }

    /// <summary>Fills the store, by the runner that everybody uses.</summary>
    protected static async Task<FillResult> FillAsync(
        TargetStore store,
        Model model,
        World? world = null,
        IEnumerable<Table>? tables = null,
        long chunkRows = 250,
        int workers = 2,
        bool recreate = false,
        bool force = false,
        Action? sent = null,
        CancellationToken stop = default,
        CancellationToken cancel = default)
    {
        await using var target = new WatchedTarget(store.Open(), sent ?? (() => { }));
        var options = new FillOptions { Workers = workers, Recreate = recreate, PollInterval = TimeSpan.FromMilliseconds(20) };
        var plan = FillPlanner.Plan(model, world ?? Seed42, tables, chunkRows) with { IsForced = force };
        return await new FillRunner(target, plan, options).RunAsync(null, stop, cancel);
    }

    /// <summary>Compares the store with the model.</summary>
    protected static async Task<IReadOnlyList<TableVerification>> VerifyAsync(
        TargetStore store, Model model, World? world = null, IReadOnlyList<Table>? tables = null)
    {
        await using var target = store.Open();
        return await new Verifier(target, world ?? Seed42).VerifyAsync(tables ?? model.Tables, cancellationToken: Token);
    }

    /// <summary>Fails, with the first differences, where the store does not hold exactly the model's rows.</summary>
    protected static async Task ShouldMatchAsync(TargetStore store, Model model, World? world = null, IReadOnlyList<Table>? tables = null)
    {
        var differing = (await VerifyAsync(store, model, world, tables)).Where(table => !table.IsMatch).ToList();
        differing.ShouldBeEmpty(string.Join("\n", differing.Select(table => $"{table.Table}: {table.Problem}{string.Join("; ", table.Differences)}")));
    }

    private static async Task EndOrWaitAsync(Task work, TargetStore store)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!work.IsCompleted && !await store.HasWaiterAsync())
            await Task.Delay(10, patience.Token);
    }

    private static long Rows(Model model) => model.Tables.Sum(table => FillPlanner.CountRows(table, Seed42, Token));

    private static (Guid Order, string Price) FirstLine()
    {
        var lines = new CaptureSink(Shop.Lines.Schema);
        Shop.Lines.Rows(Seed42).Range(0, 30).WriteTo(ref lines);
        return (Guid.Parse(lines.Rows[0].Values[0]!), lines.Rows[0].Values[2]!);
    }
}
