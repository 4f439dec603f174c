using System.Runtime.CompilerServices;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;
using StellarForge.Targets.SqlServer.Tests.Support;

namespace StellarForge.Targets.SqlServer.Tests;

/// <summary>A pipeline's protocol: its bulk loads, and its ledger in SQLite's words. What T-SQL makes of keys, a real server says alone.</summary>
public sealed class SqlServerFakePipelineTests : IDisposable
{
    private static readonly TopicPartition Partition = new("orders", 3);
    private static readonly Guid Stream = new("11111111-2222-3333-4444-555555555555");

    private readonly FakeSqlServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Every_type_goes_through_the_staging_table_as_it_is()
    {
        var table = AllTypes.Model.Tables[0];
        var plan = new PipelinePlan("p", "test", [new PipelineTable("types", 1, table.Schema with { Key = [] })]);
        await using var target = SqlServerTarget.Open(_server.Uri);
        await target.PrepareAsync(plan, reset: false, Token);
        await using var session = await target.ConnectAsync(plan, Token);
        for (var from = 0; from < 500; from += 250)
        {
            await session.BeginAsync(Token);
            var outcome = await session.LoadAsync(plan.Tables[0], () => table.Rows(World.Default).Range(from, from + 250), Token);
            (outcome.Written, outcome.Ignored, outcome.Refused.Count).ShouldBe((250, 0, 0));
            await session.CommitAsync(Token);
        }

        await session.BeginAsync(Token);
        await session.LoadAsync(plan.Tables[0], () => table.Rows(World.Default).Range(0, 10), Token);
        await session.RollbackAsync(Token);

        var (expected, actual) = (new ChecksumSink(table.Schema), new StrongBox<ChecksumSink>(new ChecksumSink(table.Schema)));
        table.Rows(World.Default).Range(0, 500).WriteTo(ref expected);
        await target.ReadAsync(table.Schema, actual, Token);
        actual.Value.Checksum.ShouldBe(expected.Checksum);
    }

    [Fact]
    public async Task Positions_lanes_and_letters_stand_in_the_ledger_once_they_are_committed()
    {
        var plan = new PipelinePlan("p", "test", [new PipelineTable("orders", 8, Shop.Orders.Schema)]);
        await using var target = SqlServerTarget.Open(_server.Uri);
        await target.PrepareAsync(plan, reset: false, Token);
        await using var session = await target.ConnectAsync(plan, Token);
        var state = await session.TakeAsync(Partition, "me", Token);
        (state.Epoch, state.Offset, state.Fingerprint, state.Lanes.Count).ShouldBe((1, 0, null, 0));

        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await AdvanceAsync(first, 0, Enumerable.Range(0, 120).ToDictionary(shard => new LaneKey(Stream, shard), shard => (long)shard));
        await AdvanceAsync(second, 10, new() { [new LaneKey(Stream, 7)] = 70_000_000_000, [new LaneKey(Guid.Empty, 0)] = 1 });
        (await session.HasBatchAsync(Partition, first, Token)).ShouldBeFalse();
        (await session.HasBatchAsync(Partition, second, Token)).ShouldBeTrue();

        await session.BeginAsync(Token);
        await Should.ThrowAsync<PartitionLostException>(() => session.AdvanceAsync(first, [Advance(10, [])], Token));
        await session.RollbackAsync(Token);

        state = await session.TakeAsync(Partition, "another", Token);
        (state.Epoch, state.Offset, state.Fingerprint, state.Lanes.Count).ShouldBe((2, 20, -20, 121));
        (state.Lanes[new LaneKey(Stream, 7)], state.Lanes[new LaneKey(Stream, 8)], state.Lanes[new LaneKey(Guid.Empty, 0)]).ShouldBe((70_000_000_000, 8, 1));
        (await target.ReadLanesAsync("p", "test", Token)).Count.ShouldBe(121);

        var letters = await session.UnforwardedAsync([Partition], 10, Token);
        letters.Select(letter => $"{letter.Offset} {letter.Detail} {letter.Value.Length} {letter.Origin}").ShouldBe(
            [$"0 é 3 {Origin(0)}", $"10 é 3 {Origin(10)}"]);
        await session.MarkForwardedAsync([letters[0]], Token);
        (await session.UnforwardedAsync([Partition], 10, Token)).ShouldHaveSingleItem().Offset.ShouldBe(10);
        await session.BeginAsync(Token);
        (await session.MarkReplayedAsync(letters[0], Token)).ShouldBeTrue();
        (await session.MarkReplayedAsync(letters[0], Token)).ShouldBeFalse();
        await session.CommitAsync(Token);

        async Task AdvanceAsync(Guid batch, long from, Dictionary<LaneKey, long> lanes)
        {
            await session.BeginAsync(Token);
            await session.RecordAsync([Letter(from)], Token);
            await session.RecordAsync([Letter(from)], Token);
            await session.AdvanceAsync(batch, [Advance(from, lanes)], Token);
            await session.CommitAsync(Token);
        }
    }

    private static PartitionAdvance Advance(long from, Dictionary<LaneKey, long> lanes) => new(Partition, 1, from, from + 10, -from - 10, lanes);

    private static EventOrigin Origin(long offset) => new(Stream, 2, offset, offset - 1);

    private static DeadLetter Letter(long offset) => new(
        Partition, offset, "orders", DeadLetterReason.InvalidValue, "é", new byte[] { 1 }, new byte[] { 0, 1, 255 }, 3, new byte[32], Origin(offset));
}
