using System.Globalization;
using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>What every database promises of streams beside what every target does: it sees keys, and has tables that others made.</summary>
public abstract partial class RelationalPipelineTests : PipelineConformanceTests
{
    /// <summary>The ledger's version before it had pipelines.</summary>
    protected abstract int VersionBeforePipelines { get; }

    /// <summary>Whether a space at its end makes a key another one.</summary>
    protected virtual bool HeedsSpaces => true;

    /// <summary>Whether a connection that loads heeds foreign keys.</summary>
    protected virtual bool HeedsForeignKeys => true;

    [Fact]
    public async Task Append_refuses_exactly_the_rows_whose_key_is_there()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);

        (await writer.WriteAsync(new("a", 1, Note: "first"), new("a", 2), new("b", 1))).ShouldBe((3, 0, ""));
        (await writer.WriteAsync(new("c", 1), new("a", 2, Note: "late"), new("c", 2), new("c", 1, Note: "twice"), new("d", 1), new("a", 1)))
            .ShouldBe((3, 0, "1 3 5"));

        (await RowsAsync(store, "note")).ShouldBe(["a 1 first", "a 2 -", "b 1 -", "c 1 -", "c 2 -", "d 1 -"]);
    }

    [Fact]
    public async Task Ignore_leaves_out_the_rows_whose_key_is_there_and_counts_them()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Ignore);

        (await writer.WriteAsync(new("a", 1, Note: "first"), new("a", 1, Note: "twice"), new("b", 1))).ShouldBe((2, 1, ""));
        (await writer.WriteAsync(new("b", 1, Note: "late"), new("c", 1))).ShouldBe((1, 1, ""));

        (await RowsAsync(store, "note")).ShouldBe(["a 1 first", "b 1 -", "c 1 -"]);
    }

    [Fact]
    public async Task Upsert_keeps_the_last_row_of_a_key()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Upsert);

        (await writer.WriteAsync(new("a", 1, Note: "1"), new("b", 1, Note: "1"), new("a", 1, Note: "2"), new("a", 1, Note: "3"))).ShouldBe((2, 2, ""));
        (await writer.WriteAsync(new("b", 1, Note: "2"), new("c", 1, Note: "1"), new("b", 1, Note: null))).ShouldBe((2, 1, ""));

        (await RowsAsync(store, "note")).ShouldBe(["a 1 3", "b 1 -", "c 1 1"]);
    }

    [Fact]
    public async Task An_older_version_never_overwrites_a_newer_one()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Upsert, Readings.Revision);

        // Within a batch: the newest, and of equal ones the last.
        (await writer.WriteAsync(new("a", 1, 5, "new"), new("a", 1, 4, "old"), new("b", 1, 1, "x"), new("b", 1, 1, "y"), new("c", 1, null, "none")))
            .ShouldBe((3, 2, ""));
        (await RowsAsync(store, "note")).ShouldBe(["a 1 new", "b 1 y", "c 1 none"]);

        // Against the table: without a version is older than any.
        (await writer.WriteAsync(new("a", 1, 4, "older"), new("b", 1, null, "none"), new("c", 1, 0, "some"), new("d", 1, 1, "d"))).ShouldBe((2, 2, ""));
        (await writer.WriteAsync(new("a", 1, 5, "same"), new("b", 1, 2, "newer"), new("e", 1, null, "1"), new("e", 1, null, "2"))).ShouldBe((3, 1, ""));

        (await RowsAsync(store, "note")).ShouldBe(["a 1 same", "b 1 newer", "c 1 some", "d 1 d", "e 1 2"]);
    }

    [Theory]
    [InlineData(WriteMode.Append)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.Ignore)]
    public async Task Keys_that_differ_in_case_accents_or_a_space_are_two(WriteMode mode)
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, mode);
        Reading[] rows = [new("x", 1), new("X", 1), new(HeedsSpaces ? "x " : "x_", 1), new(" x", 1), new("é", 1), new("e", 1), new("e\u0301", 1)];

        (await writer.WriteAsync(new("seed", 1), new("seed", 2))).ShouldBe((2, 0, ""));
        (await writer.WriteAsync([new("seed", 1), .. rows])).ShouldBe(mode switch
        {
            WriteMode.Append => (7, 0, "0"),
            WriteMode.Ignore => (7, 1, ""),
            _ => (8, 0, ""),
        });

        (await store.RunAsync("SELECT count(*) FROM readings;")).ShouldBe("9");
    }

    [Fact]
    public async Task Outcomes_stay_exact_whichever_way_the_rows_take()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        var random = new Random(7);
        var (known, written, refused) = (new HashSet<(string, long)>(), 0L, 0);

        // Batches without, with, and again without keys that are there: some go straight into the table, some through the staging table.
        for (var batch = 0; batch < 60; batch++)
        {
            var repeats = batch is > 2 and < 8 or > 40 and < 44;
            var rows = Enumerable.Range(0, 50).Select(row => new Reading("s", repeats && row % 5 == 0 ? random.Next(100) : (batch * 1_000) + row)).ToArray();
            var expected = string.Join(' ', rows.Index().Where(row => !known.Add((row.Item.Station, row.Item.Number))).Select(row => row.Index));
            var outcome = await writer.WriteAsync(rows);
            outcome.Refused.ShouldBe(expected, $"batch {batch}");
            written += outcome.Written;
            refused += expected.Length;
        }

        refused.ShouldBeGreaterThan(0);
        written.ShouldBe(known.Count);
        (await store.RunAsync("SELECT count(*) FROM readings;")).ShouldBe($"{known.Count}");
    }

    [Theory]
    [InlineData(WriteMode.Append)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.Ignore)]
    public async Task A_hundred_thousand_rows_go_in_as_one_batch(WriteMode mode)
    {
        const int Count = 100_000;
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, mode);
        var rows = Enumerable.Range(0, Count).Select(row => new Reading($"station {row % 10}", row, 1, $"№ {row}", row)).ToArray();

        (await writer.WriteAsync(rows)).ShouldBe((Count, 0, ""));
        var changed = rows.Skip(10).Select(row => row with { Amount = row.Amount + 1 });
        var (written, ignored, refused) = await writer.WriteAsync([.. changed, new Reading("station 0", Count, Amount: 1)]);

        (written, ignored).ShouldBe(mode switch
        {
            WriteMode.Append => (1, 0),
            WriteMode.Upsert => (Count - 9, 0),
            _ => (1, Count - 10),
        });
        refused.ShouldBe(mode == WriteMode.Append ? string.Join(' ', Enumerable.Range(0, Count - 10)) : "");
        (await store.RunAsync("SELECT count(*) FROM readings;")).ShouldBe($"{Count + 1}");
        var sum = ((long)Count * (Count - 1) / 2) + 1 + (mode == WriteMode.Upsert ? Count - 10 : 0);
        decimal.Parse(await store.RunAsync("SELECT sum(round(amount * 100, 0)) FROM readings;"), CultureInfo.InvariantCulture).ShouldBe(sum);
    }

    [Fact]
    public async Task A_frozen_writers_locks_end_and_it_commits_nothing()
    {
        Assert.SkipUnless(IsServer, "The store has no server that could end a client.");
        await using var store = await CreateAsync();
        await using var frozen = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await frozen.Session.BeginAsync(Token);
        await frozen.LoadAsync(new Reading("a", 1, Note: "frozen"));
        await frozen.AdvanceAsync(1);

        // Its partition is locked until the server has given it up.
        await using var other = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        (await other.WriteAsync(new Reading("a", 1, Note: "other"))).ShouldBe((1, 0, ""));

        (await Should.ThrowAsync<TargetException>(() => frozen.Session.CommitAsync(Token))).Kind.ShouldBe(ErrorKind.Transient);
        (await RowsAsync(store, "note")).ShouldBe(["a 1 other"]);
    }
}
