using System.Globalization;
using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Targets;

namespace StellarForge.Brokers.Embedded.Tests;

/// <summary>Processes that append are killed, or meet a full disk: what they were told arrived is there, once and in order.</summary>
public class EmbeddedKillTests
{
    private const int Partitions = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_killed_processes_were_told_arrived_is_there_once_and_in_order()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is of Unix.");
        var rounds = Environment.GetEnvironmentVariable(KillTests.RoundsVariable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
        await using var store = new EmbeddedStore("?segment_bytes=20K");
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(Partitions);
        var acknowledged = new Dictionary<string, long>();
        for (var round = 0; round < rounds; round++)
        {
            var names = new[] { $"{round}.a", $"{round}.b" };
            var processes = names.Select(name => BrokerHost.Produce(store.Uri, topic, name)).ToList();
            foreach (var (name, process) in names.Zip(processes))
            {
                // Once it is at work, at any moment.
                var first = await process.ReadLineAsync(Token);
                await Task.Delay(Random.Shared.Next(300), Token);
                acknowledged[name] = long.Parse((await process.KillAsync()).LastOrDefault(first), CultureInfo.InvariantCulture);
                process.Dispose();
            }
        }

        await ShouldHoldAsync(broker, topic, acknowledged);
        store.Segments(topic).Length.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_full_disk_leaves_what_was_acknowledged_and_can_be_appended_to_after()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Limits of processes are of Unix.");
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(Partitions);
        using var process = BrokerHost.ProduceUntilFull(store.Uri, topic, "a", kibibytes: 100);
        var last = 0L;
        var error = await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            while (true)
                last = long.Parse(await process.ReadLineAsync(Token), CultureInfo.InvariantCulture);
        });

        error.Message.ShouldContain("The embedded log can't be read or written");
        last.ShouldBeGreaterThan(0);
        await broker.SendNumbersAsync(topic, Partitions, 1_000_000, 10);
        await ShouldHoldAsync(broker, topic, new() { ["a"] = last });
    }

    // Of each producer's numbers in a partition, which it gets in turn, none is missing or doubled up to those that were acknowledged, and after them.
    private static async Task ShouldHoldAsync(IBroker broker, string topic, Dictionary<string, long> acknowledged)
    {
        var next = new Dictionary<(string, int), long>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            await using var consumer = await broker.AssignAsync([new(topic, partition)], Token);
            var range = await consumer.OffsetsAsync(new(topic, partition), Token);
            consumer.Seek(new(topic, partition), 0);
            var offset = 0L;
            foreach (var message in await consumer.ReadAsync((int)range.End))
            {
                message.Offset.ShouldBe(offset++);
                if (!acknowledged.ContainsKey(message.Key))
                    continue;
                message.Number.ShouldBe(next.GetValueOrDefault((message.Key, partition), partition), $"{message.Key} in {partition}");
                next[(message.Key, partition)] = message.Number + Partitions;
            }
        }

        foreach (var (name, count) in acknowledged)
        {
            for (var partition = 0; partition < Partitions; partition++)
                next.GetValueOrDefault((name, partition), partition).ShouldBeGreaterThanOrEqualTo(count, $"{name} in {partition}");
        }
    }
}
