using System.Globalization;
using System.Text.Json;
using StellarForge.Engine;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>What every database promises of its ledger, besides what every target does.</summary>
public abstract class RelationalConformanceTests : TargetConformanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The names of the ledger's tables of today.</summary>
    protected abstract (string Fills, string Chunks, string Version) Ledger { get; }

    /// <summary>The ledger's version of today.</summary>
    protected virtual int LedgerVersion => 3;

    /// <summary>The statements by which the first release made its ledger, and its names of tables, chunks and the column of identities.</summary>
    protected abstract (string Create, string Tables, string Chunks, string Identity) FirstLedger { get; }

    /// <summary>Removes the ledger.</summary>
    protected abstract string DropLedger { get; }

    [Fact]
    public async Task Several_tables_are_loaded_in_one_transaction()
    {
        await using var store = await CreateAsync();
        var plan = FillPlanner.Plan(Bank.Model, World.Default);
        await using var target = store.Open();
        await target.PrepareAsync(plan, recreate: false, Token);
        await using var session = await target.ConnectAsync(Token);

        await LoadBothAsync();
        await session.RollbackAsync(Token);
        (await store.CountAsync(Bank.Accounts)).ShouldBe(0);
        (await store.CountAsync(Bank.Transfers)).ShouldBe(0);

        await LoadBothAsync();
        await session.CommitAsync(Token);
        (await store.CountAsync(Bank.Accounts)).ShouldBe(1_000);
        (await store.CountAsync(Bank.Transfers)).ShouldBe(20_000);

        async Task LoadBothAsync()
        {
            await session.BeginAsync(Token);
            await session.LoadAsync(Bank.Accounts.Rows(World.Default).Range(0, 1_000), null, Token);
            await session.LoadAsync(Bank.Transfers.Rows(World.Default).Range(0, 20_000), null, Token);
        }
    }

    [Fact]
    public async Task A_ledger_of_the_first_release_is_brought_up_to_date_and_its_fill_continued()
    {
        await using var store = await CreateAsync();
        var loaded = await FillByFirstReleaseAsync(store);

        var result = await FillAsync(store, Shop.Model);

        result.IsComplete.ShouldBeTrue();
        result.LoadedRows.ShouldBe(Shop.Model.Tables.Sum(table => FillPlanner.CountRows(table, World.Default, Token)) - loaded);
        await ShouldMatchAsync(store, Shop.Model);
        (await FillAsync(store, Shop.Model)).LoadedRows.ShouldBe(0);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_release_is_refused()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        await store.RunAsync($"UPDATE {Ledger.Version} SET version = {LedgerVersion + 1};");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model));

        refusal.Message.ShouldStartWith(
            $"The target's ledger is of version {LedgerVersion + 1}, made by a newer StellarForge; this one knows up to {LedgerVersion}.");
    }

    [Fact]
    public async Task Chunks_that_were_deleted_by_hand_do_not_count_as_loaded()
    {
        await using var store = await CreateAsync();
        var plan = FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 1_000);
        await using (var target = store.Open())
        {
            await target.PrepareAsync(plan, recreate: false, Token);
            await using var session = await target.ConnectAsync(Token);
            for (var count = 0; count < 4; count++)
                await session.LoadNextAsync(plan);
        }

        await store.RunAsync($"DELETE FROM {Ledger.Chunks} WHERE done_at IS NULL;");

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Bank.Model));
        refusal.Message.ShouldStartWith("The ledger has lost chunks of table transfers: they cover 7000 of 20000 rows of transfers.");
        await FillAsync(store, Bank.Model, recreate: true);
        await ShouldMatchAsync(store, Bank.Model);
    }

    [Fact]
    public async Task A_table_that_a_fill_made_is_not_dropped_with_rows_of_somebody_else()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        await store.AddVisitAsync(7);

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model, recreate: true));

        refusal.Message.ShouldBe(
            "Table visits already holds rows that no fill put there: 1 of 601. --recreate --force deletes all 601; else save them, or fill another target.");
        (await store.CountAsync(Shop.Visits)).ShouldBe(601);
        (await FillAsync(store, Shop.Model, tables: [Shop.Orders])).LoadedRows.ShouldBe(0);
        await FillAsync(store, Shop.Model, recreate: true, force: true);
        await ShouldMatchAsync(store, Shop.Model);
    }

    [Theory]
    [InlineData("chunk_size = -5", "chunk_size is -5, ")]
    [InlineData("next_row = end_row + 1", "next_row 601, end_row 600, ")]
    [InlineData("end_row = end_row - 1, next_row = end_row - 1, rows_done = rows_done - 1", "end_row is 599, and the fill has 600 rows of visits")]
    public async Task A_ledgers_numbers_that_can_not_be_so_are_damage(string change, string problem)
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        await store.RunAsync(
            $"""
            DELETE FROM {Ledger.Chunks} WHERE table_name LIKE '%visits';
            UPDATE {Ledger.Fills} SET chunks_done = 3, rows_done = 600, rows_loaded = 600, next_row = 600, end_row = 600 WHERE table_name LIKE '%visits';
            UPDATE {Ledger.Fills} SET {change} WHERE table_name LIKE '%visits';
            """);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(store, Shop.Model));

        error.Message.ShouldStartWith("The ledger's entry of table visits is damaged: ");
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public async Task Verify_names_a_table_that_is_not_there_and_goes_on()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Bank.Model, tables: [Bank.Transfers]);

        var tables = await VerifyAsync(store, Bank.Model);

        tables.Single(table => table.Table == Bank.Accounts).Problem.ShouldNotBeNull().ShouldEndWith(" has no table accounts.");
        tables.Single(table => table.Table == Bank.Transfers).IsMatch.ShouldBeTrue();
    }

    [Fact]
    public async Task Verify_reads_a_view_in_a_tables_place()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);

        await store.RunAsync("ALTER TABLE visits RENAME TO kept; CREATE VIEW visits AS SELECT * FROM kept;");

        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task A_table_emptied_by_hand_is_filled_again()
    {
        await using var store = await CreateAsync();
        await FillAsync(store, Shop.Model);
        await store.EmptyAsync(Shop.Visits);

        (await FillAsync(store, Shop.Model)).LoadedRows.ShouldBe(FillPlanner.CountRows(Shop.Visits, World.Default, Token));

        await ShouldMatchAsync(store, Shop.Model);
    }

    [Fact]
    public async Task However_many_chunks_there_are_the_ledger_stays_small()
    {
        await using var store = await CreateAsync();
        var world = new World(rows: new Dictionary<string, long> { ["transfers"] = 5_000_000 });
        await using var target = store.Open();

        // Planning stays on this thread, so that its bytes can be counted; what follows hops threads, and is asked for its rows instead.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = FillPlanner.Plan(Bank.Model, world, [Bank.Transfers], chunkRows: 1);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);

        (await target.PrepareAsync(plan, recreate: false, Token)).OpenChunks.ShouldBe(5_000_000);
        (await store.RunAsync($"SELECT count(*) FROM {Ledger.Chunks};")).ShouldBe("0");

        await using (var session = await target.ConnectAsync(Token))
        {
            for (var count = 0; count < 100; count++)
                await session.LoadNextAsync(plan);
            var table = (await session.Chunks.StatusAsync(plan, Token)).Tables.Single();
            (table.OpenChunks, table.DoneChunks, table.LoadedRows).ShouldBe((4_999_900, 100, 100));
        }

        (await store.RunAsync($"SELECT count(*) FROM {Ledger.Chunks};")).ShouldBe("16");
    }

    [Fact]
    public async Task A_recorded_chunk_size_stays()
    {
        await using var store = await CreateAsync();
        await using var target = store.Open();
        await target.PrepareAsync(FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 500), recreate: false, Token);

        var status = await target.PrepareAsync(FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 7), recreate: false, Token);

        status.OpenChunks.ShouldBe(42);
    }

    /// <summary>Has a shop's table as the first release would, had it been killed amid its fill.</summary>
    /// <returns>The lines that are there.</returns>
    protected async Task<long> FillByFirstReleaseAsync(TargetStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var plan = FillPlanner.Plan(Shop.Model, World.Default, chunkRows: 100);
        await using (var target = store.Open())
        {
            await target.PrepareAsync(plan, recreate: false, Token);
            await using var session = await target.ConnectAsync(Token);
            for (var count = 0; count < 7; count++)
                await session.LoadNextAsync(plan with { Tables = [Shop.Lines] });
        }

        await store.RunAsync(DropLedger + FirstLedger.Create + string.Concat(plan.Tables.Select(table => FirstRows(plan, table, table == Shop.Lines ? 7 : 0))));
        var loaded = await store.CountAsync(Shop.Lines);
        loaded.ShouldBeGreaterThan(0);
        return loaded;
    }

    // As the first release entered a table: all of its chunks at once, some of which it loaded.
    private string FirstRows(FillPlan plan, Table table, int done)
    {
        var (name, identity) = (table.Schema.QualifiedName, plan.Identities[table.Schema.QualifiedName]);
        var parts = JsonSerializer.Serialize(identity.Parts).Replace("'", "''", StringComparison.Ordinal);
        var chunks = plan.Chunks(table).Select(chunk => string.Create(
            CultureInfo.InvariantCulture, $"('{name}', {chunk.Number}, {chunk.From}, {chunk.To}, {(chunk.Number < done ? "'2026-01-02 03:04:05'" : "NULL")})"));
        return $"""
            INSERT INTO {FirstLedger.Tables} (table_name, {FirstLedger.Identity}, parts)
            VALUES ('{name}', '{identity.Hash}', '{parts.Replace("\\", FirstEscape, StringComparison.Ordinal)}');
            INSERT INTO {FirstLedger.Chunks} (table_name, number, from_row, to_row, done_at) VALUES {string.Join(", ", chunks)};

            """;
    }

    /// <summary>What a backslash in a literal is written as.</summary>
    protected virtual string FirstEscape => "\\";
}
