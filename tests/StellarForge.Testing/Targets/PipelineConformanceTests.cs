using System.Security.Cryptography;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

/// <summary>What every target promises of streams that are written exactly once, with the store's own tools as witnesses.</summary>
public abstract partial class PipelineConformanceTests
{
    private protected static readonly TopicPartition First = PipelineWriter.Partition;
    private static readonly TopicPartition Second = new("readings", 1);
    private static readonly Guid Stream = new("11111111-2222-3333-4444-555555555555");

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The names of the ledger's tables of pipelines.</summary>
    protected abstract (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger { get; }

    /// <summary>Whether several can write at once, and a server gives up what a frozen one holds.</summary>
    protected virtual bool IsServer => true;

    /// <summary>Whether it sees that a table has a key already.</summary>
    protected virtual bool SeesKeys => true;

    /// <summary>Makes an empty store, or skips the test.</summary>
    protected abstract Task<TargetStore> CreateAsync();

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
    public async Task A_partition_that_was_never_read_tells_how_far_those_of_other_sources_are()
    {
        await using var store = await CreateAsync();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await writer.WriteAsync(new Reading("a", 1), new Reading("a", 2));
        await using var target = (IPipelineTarget)store.Open();

        (await TakeAsync("p", "elsewhere", First)).ShouldHaveSingleItem().ShouldBe(new SourcePosition("test", 2, 0));
        (await TakeAsync("p", "elsewhere", Second)).ShouldBeEmpty();
        (await TakeAsync("q", "elsewhere", First)).ShouldBeEmpty();
        (await TakeAsync("p", "test", First)).ShouldBeEmpty();

        async Task<IReadOnlyList<SourcePosition>> TakeAsync(string name, string source, TopicPartition partition)
        {
            var plan = writer.Plan with { Name = name, Source = source };
            await target.PrepareAsync(plan, reset: false, Token);
            await using var session = await target.ConnectAsync(plan, Token);
            return (await session.TakeAsync(partition, "test", Token)).Elsewhere;
        }
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

        // Another message at a place that is known: of a topic that was made anew.
        await writer.Session.MarkForwardedAsync(await writer.Session.UnforwardedAsync([First], 100, Token), Token);
        await RecordAsync([Letter(First, 3) with { Detail = "anew", ValueHash = SHA256.HashData("other"u8) }]);
        (await writer.Session.UnforwardedAsync([First], 100, Token)).ShouldHaveSingleItem().Detail.ShouldBe("anew");

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

    private protected static async Task<string[]> RowsAsync(TargetStore store, string column)
    {
        var text = await store.RunAsync($"SELECT station, number, coalesce({column}, '-') FROM readings ORDER BY station, number, 3;");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace('|', ' ').Replace('\t', ' '))];
    }
}
