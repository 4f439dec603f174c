using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;

namespace StellarForge.Brokers.Embedded.Tests;

public class EmbeddedGroupTests : BrokerGroupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_process_keeps_its_partitions_and_goes_on_with_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGSTOP is of Unix.");
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(4);
        using var process = BrokerHost.Consume(store.Uri, topic, "group");
        for (var count = 0; count < 4; count++)
            (await process.ReadLineAsync(Token)).ShouldStartWith("+");
        await process.StopAsync();
        await using var consumer = await broker.SubscribeAsync("group", [topic], Token);
        using var batch = new MessageBatch();
        (await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), Token)).ShouldBeNull();

        await process.ContinueAsync();

        var assigned = new List<TopicPartition>();
        while (assigned.Count < 2)
            assigned.AddRange((await consumer.ReadAsync(batch, BrokerExtensions.Patience, Token))!.Assigned);
        (await process.ReadLineAsync(Token)).ShouldBe("-2");
        (await process.ReadLineAsync(Token)).ShouldBe("-3");
    }

    [Fact]
    public async Task Topics_of_one_partition_are_shared_as_well()
    {
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();
        var topics = new List<string>();
        for (var count = 0; count < 6; count++)
            topics.Add(await broker.CreateTopicAsync(1));
        var members = new List<(IBrokerConsumer Consumer, HashSet<TopicPartition> Owned)>();
        for (var count = 0; count < 3; count++)
            members.Add((await broker.SubscribeAsync("group", topics, Token), []));

        using var batch = new MessageBatch();
        for (var round = 0; round < 300 && !members.TrueForAll(member => member.Owned.Count == 2); round++)
        {
            foreach (var (consumer, owned) in members)
            {
                var change = await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(50), Token);
                owned.ExceptWith(change?.Revoked ?? []);
                owned.UnionWith(change?.Assigned ?? []);
            }
        }

        members.ShouldAllBe(member => member.Owned.Count == 2);
        members.SelectMany(member => member.Owned).Distinct().Count().ShouldBe(6);
        foreach (var (consumer, _) in members)
            await consumer.DisposeAsync();
    }

    [Fact]
    public async Task What_the_group_notes_of_its_progress_may_fail_to_be_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is of Linux.");
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();
        var partition = new TopicPartition(await broker.CreateTopicAsync(1), 0);
        using var batch = new MessageBatch();
        await using (var first = await broker.SubscribeAsync("group", [partition.Topic], Token))
            (await first.ReadAsync(batch, BrokerExtensions.Patience, Token))!.Assigned.ShouldBe([partition]);
        var file = Directory.EnumerateFiles(Path.Combine(store.Folder, "groups"), "0", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.Delete(file);
        File.CreateSymbolicLink(file, "/dev/full");

        await using var second = await broker.SubscribeAsync("group", [partition.Topic], Token);
        (await second.ReadAsync(batch, BrokerExtensions.Patience, Token))!.Assigned.ShouldBe([partition]);
        await second.CommitAsync(partition, 1, Token);
    }

    protected override Task<BrokerStore> CreateAsync() => Task.FromResult<BrokerStore>(new EmbeddedStore());
}
