using System.Globalization;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>What every target promises of streams that are written exactly once, with the store's own tools as witnesses.</summary>
public abstract partial class PipelineConformanceTests
{
    private static readonly TopicPartition First = PipelineWriter.Partition;
    private static readonly TopicPartition Second = new("readings", 1);
    private static readonly Guid Stream = new("11111111-2222-3333-4444-555555555555");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The names of the ledger's tables of pipelines.</summary>
    protected abstract (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger { get; }

    /// <summary>The ledger's version before it had pipelines.</summary>
    protected abstract int VersionBeforePipelines { get; }

    /// <summary>Whether several can write at once, and a server gives up what a frozen one holds.</summary>
    protected virtual bool IsServer => true;

    /// <summary>Whether a space at its end makes a key another one.</summary>
    protected virtual bool HeedsSpaces => true;

    /// <summary>Whether a connection that loads heeds foreign keys.</summary>
    protected virtual bool HeedsForeignKeys => true;

    /// <summary>Makes an empty store, or skips the test.</summary>
    protected abstract Task<TargetStore> CreateAsync();

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
    public async Task A_table_without_a_key_takes_every_row()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append, schema: Readings.Unkeyed);

        (await writer.WriteAsync(new("a", 1), new("a", 1))).ShouldBe((2, 0, ""));
        (await writer.WriteAsync(new Reading("a", 1))).ShouldBe((1, 0, ""));

        (await store.RunAsync("SELECT count(*) FROM log_lines;")).ShouldBe("3");
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
        decimal.Parse(await store.RunAsync("SELECT sum(round(amount * 100)) FROM readings;"), CultureInfo.InvariantCulture).ShouldBe(sum);
    }

    [Fact]
    public async Task Rows_of_several_tables_letters_and_positions_are_there_together_or_not_at_all()
    {
        await using var store = await CreateAsync();
        var plan = new PipelinePlan("p", "test", [new("readings", 2, Readings.Keyed), new("log", 2, Readings.Unkeyed)]);
        await using var target = (IPipelineTarget)store.Open();
        await target.PrepareAsync(plan, reset: false, Token);
        await using var session = await target.ConnectAsync(plan, Token);
        var state = await session.TakeAsync(First, "test", Token);

        await WriteAsync();
        await session.RollbackAsync(Token);
        (await CountsAsync()).ShouldBe(["0", "0", "0", "0"]);
        (await session.TakeAsync(First, "test", Token)).ShouldSatisfyAllConditions(
            now => now.Offset.ShouldBe(0), now => now.Fingerprint.ShouldBeNull(), now => now.Lanes.ShouldBeEmpty(), now => now.Epoch.ShouldBe(state.Epoch + 1));

        state = await session.TakeAsync(First, "test", Token);
        await WriteAsync();
        await session.CommitAsync(Token);
        (await CountsAsync()).ShouldBe(["2", "1", "1", "1"]);
        var after = await session.TakeAsync(First, "test", Token);
        (after.Offset, after.Fingerprint, after.Lanes.Single()).ShouldBe((10, -77, new KeyValuePair<LaneKey, long>(new LaneKey(Stream, 3), 12_345)));

        async Task WriteAsync()
        {
            await session.BeginAsync(Token);
            await session.LoadAsync(plan.Tables[0], () => new Readings(Readings.Keyed, [new("a", 1), new("a", 2)]), Token);
            await session.LoadAsync(plan.Tables[1], () => new Readings(Readings.Unkeyed, [new("a", 1)]), Token);
            await session.RecordAsync([Letter(First, 4)], Token);
            var lanes = new Dictionary<LaneKey, long> { [new LaneKey(Stream, 3)] = 12_345 };
            await session.AdvanceAsync(Guid.NewGuid(), [new PartitionAdvance(First, state.Epoch, 0, 10, -77, lanes)], Token);
        }

        async Task<string[]> CountsAsync()
        {
            string[] tables = ["readings", "log_lines", Ledger.DeadLetters, Ledger.Lanes];
            return await Task.WhenAll(tables.Select(table => store.RunAsync($"SELECT count(*) FROM {table};")));
        }
    }

    [Fact]
    public async Task Lanes_and_batches_are_remembered()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        var lanes = Enumerable.Range(0, 250).ToDictionary(shard => new LaneKey(Stream, shard), shard => (long)shard);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        var state = await writer.Session.TakeAsync(Second, new string('o', 500), Token);
        await AdvanceAsync(first, 0, lanes);
        await AdvanceAsync(second, 5, new() { [new LaneKey(Stream, 7)] = 1_000, [new LaneKey(Guid.Empty, 0)] = 1 });

        (await writer.Session.HasBatchAsync(Second, first, Token)).ShouldBeFalse();
        (await writer.Session.HasBatchAsync(Second, second, Token)).ShouldBeTrue();
        (await writer.Session.HasBatchAsync(First, second, Token)).ShouldBeFalse();
        state = await writer.Session.TakeAsync(Second, "again", Token);
        state.Offset.ShouldBe(10);
        state.Lanes.Count.ShouldBe(251);
        (state.Lanes[new LaneKey(Stream, 7)], state.Lanes[new LaneKey(Stream, 8)], state.Lanes[new LaneKey(Guid.Empty, 0)]).ShouldBe((1_000, 8, 1));

        async Task AdvanceAsync(Guid batch, long from, Dictionary<LaneKey, long> last)
        {
            await writer.Session.BeginAsync(Token);
            await writer.Session.AdvanceAsync(batch, [new PartitionAdvance(Second, state.Epoch, from, from + 5, 1, last)], Token);
            await writer.Session.CommitAsync(Token);
        }
    }

    [Fact]
    public async Task A_writer_whose_partition_was_taken_over_commits_nothing()
    {
        await using var store = await CreateAsync();
        await using var older = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await using var newer = await PipelineWriter.OpenAsync(store, WriteMode.Append, takes: false);
        await older.WriteAsync(new Reading("a", 1));
        if (!IsServer)
            await newer.TakeAsync();
        await older.Session.BeginAsync(Token);
        await older.LoadAsync(new Reading("a", 2));
        if (IsServer)
            await newer.TakeAsync();

        var lost = await Should.ThrowAsync<PartitionLostException>(() => older.AdvanceAsync(1));
        await older.Session.RollbackAsync(Token);
        (await newer.WriteAsync(new Reading("a", 2, Note: "newer"))).ShouldBe((1, 0, ""));

        lost.Partition.ShouldBe(First);
        (await RowsAsync(store, "note")).ShouldBe(["a 1 -", "a 2 newer"]);
        await Should.ThrowAsync<PartitionLostException>(() => older.WriteAsync(new Reading("a", 3)));
    }

    [Fact]
    public async Task A_batch_that_does_not_go_on_where_the_ledger_is_commits_nothing()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await writer.WriteAsync(new("a", 1), new("a", 2));

        await writer.Session.BeginAsync(Token);
        await Should.ThrowAsync<PartitionLostException>(() => writer.Session.AdvanceAsync(
            Guid.NewGuid(), [new PartitionAdvance(First, writer.Epoch, 0, 5, 1, new Dictionary<LaneKey, long>())], Token));
    }

    [Fact]
    public async Task Many_writers_that_enter_a_partition_at_once_get_epochs_of_their_own()
    {
        await using var store = await CreateAsync();
        var writers = new List<PipelineWriter>();
        for (var count = 0; count < 6; count++)
            writers.Add(await PipelineWriter.OpenAsync(store, WriteMode.Append, takes: false));

        var states = await Task.WhenAll(writers.Select(writer => Task.Run(() => writer.Session.TakeAsync(First, "test", Token), Token)));

        states.Select(state => state.Epoch).Order().ShouldBe([1, 2, 3, 4, 5, 6]);
        foreach (var writer in writers)
            await writer.DisposeAsync();
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

    [Fact]
    public async Task A_dead_letter_is_kept_whole_and_once()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        var letters = new[] { Letter(First, 3), Letter(First, 1), Letter(Second, 1), Letter(First, 2) with { Origin = null, Key = default, Value = default } };

        await RecordAsync(letters);
        await RecordAsync([Letter(First, 3) with { Detail = "again" }, Letter(First, 4)]);

        (await store.RunAsync($"SELECT count(*) FROM {Ledger.DeadLetters} WHERE detail = 'again';")).ShouldBe("0");
        var unforwarded = await writer.Session.UnforwardedAsync([First, Second], 100, Token);
        unforwarded.Select(letter => $"{letter.Partition} {letter.Offset}").ShouldBe(
            ["readings[0] 1", "readings[0] 2", "readings[0] 3", "readings[0] 4", "readings[1] 1"]);
        foreach (var (letter, expected) in unforwarded.Zip([letters[1], letters[3], letters[0], Letter(First, 4), letters[2]]))
        {
            (letter with { Key = default, Value = default, ValueHash = default }).ShouldBe(
                expected with { Key = default, Value = default, ValueHash = default });
            letter.Key.ToArray().ShouldBe(expected.Key.ToArray());
            letter.Value.ToArray().ShouldBe(expected.Value.ToArray());
            letter.ValueHash.ToArray().ShouldBe(expected.ValueHash.ToArray());
        }

        await writer.Session.MarkForwardedAsync([.. unforwarded.Take(2)], Token);
        (await writer.Session.UnforwardedAsync([First], 1, Token)).Single().Offset.ShouldBe(3);
        (await writer.Session.UnforwardedAsync([Second], 5, Token)).Single().Offset.ShouldBe(1);

        async Task RecordAsync(IReadOnlyList<DeadLetter> batch)
        {
            await writer.Session.BeginAsync(Token);
            await writer.Session.RecordAsync(batch, Token);
            await writer.Session.CommitAsync(Token);
        }
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused_until_a_reset()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await writer.WriteAsync(new Reading("a", 1));
        await using var target = (IPipelineTarget)store.Open();
        var wider = writer.Plan with { Tables = [writer.Plan.Tables[0] with { Partitions = 3 }] };

        var refusal = await Should.ThrowAsync<FillRefusedException>(() => target.PrepareAsync(wider, reset: false, Token));
        refusal.Message.ShouldStartWith("Topic readings had 2 partitions when pipeline p began, and has 3 now");
        await target.PrepareAsync(wider with { Name = "another" }, reset: false, Token);

        await target.PrepareAsync(wider, reset: true, Token);
        await target.PrepareAsync(wider, reset: false, Token);

        await Should.ThrowAsync<PartitionLostException>(() => writer.WriteAsync(new Reading("a", 2)));
        await writer.Session.RollbackAsync(Token);
        (await writer.Session.TakeAsync(First, "test", Token)).ShouldSatisfyAllConditions(state => state.Offset.ShouldBe(0), state => state.Epoch.ShouldBe(3));
        (await RowsAsync(store, "note")).ShouldBe(["a 1 -"]);
    }

    private static DeadLetter Letter(TopicPartition partition, long offset) => new(
        partition, offset, "readings", DeadLetterReason.InvalidValue, "column number: \"é'x\\\" is no number",
        new byte[] { 0, 1, 255 }, new byte[] { 1, 0, 92, 39 }, 70_000_000_000, new byte[32], new EventOrigin(Stream, 2, 17, -1));

    private static async Task<string[]> RowsAsync(TargetStore store, string column)
    {
        var text = await store.RunAsync($"SELECT station, number, coalesce({column}, '-') FROM readings ORDER BY station, number;");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace('|', ' ').Replace('\t', ' '))];
    }
}
