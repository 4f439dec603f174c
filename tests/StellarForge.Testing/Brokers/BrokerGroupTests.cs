using System.Collections.Concurrent;
using StellarForge.Engine.Brokers;

namespace StellarForge.Testing.Brokers;

/// <summary>How the members of a consumer group share partitions, in every broker that has groups.</summary>
public abstract class BrokerGroupTests
{
    private const int Partitions = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_share_the_partitions_and_take_over_those_of_one_that_leaves()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(Partitions);
        await broker.SendNumbersAsync(topic, Partitions, 0, 40);
        await using var first = await Member.JoinAsync(broker, topic);
        await first.HasAsync(Partitions);

        var second = await Member.JoinAsync(broker, topic);
        await Task.WhenAll(first.HasAsync(2), second.HasAsync(2));
        first.Partitions.Concat(second.Partitions).Order().ShouldBe(Enumerable.Range(0, Partitions));

        await second.DisposeAsync();
        await first.HasAsync(Partitions);

        // A partition that changed hands may be read only now.
        using var patience = new CancellationTokenSource(BrokerExtensions.Patience);
        var all = Enumerable.Range(0, 40).Select(number => (long)number).ToList();
        while (!patience.IsCancellationRequested && !first.Numbers.Concat(second.Numbers).Distinct().Order().SequenceEqual(all))
            await Task.Delay(20, Token);
        first.Numbers.Concat(second.Numbers).Distinct().Order().ShouldBe(all);
    }

    [Fact]
    public async Task The_partitions_of_a_killed_process_go_to_another()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(Partitions);
        using var process = BrokerHost.Consume(store.Uri, topic, $"group-{topic}");
        for (var count = 0; count < Partitions; count++)
            (await process.ReadLineAsync(Token)).ShouldStartWith("+");
        await using var member = await Member.JoinAsync(broker, topic);
        await member.HasAsync(2);

        await process.KillAsync();

        await member.HasAsync(Partitions);
    }

    [Fact]
    public async Task Groups_do_not_know_one_another()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(Partitions);
        await using var first = await Member.JoinAsync(broker, topic);
        await using var other = await Member.JoinAsync(broker, topic, "another");

        await Task.WhenAll(first.HasAsync(Partitions), other.HasAsync(Partitions));
    }

    [Fact]
    public async Task Members_that_read_different_topics_read_all_of_each()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var (orders, payments) = (await broker.CreateTopicAsync(Partitions), await broker.CreateTopicAsync(Partitions));
        await using var first = await Member.JoinAsync(broker, orders, "group", orders);
        await using var second = await Member.JoinAsync(broker, payments, "group", orders);

        await Task.WhenAll(first.HasAsync(Partitions), second.HasAsync(Partitions));
        await broker.SendNumbersAsync(orders, Partitions, 0, 40);
        await broker.SendNumbersAsync(payments, Partitions, 100, 40);

        await Task.WhenAll(first.ReadsAsync(0, 40), second.ReadsAsync(100, 40));
    }

    /// <summary>A broker for a test, or skips it.</summary>
    protected abstract Task<BrokerStore> CreateAsync();

    // Reads all that it is to read, from the beginning, and commits it.
    private sealed class Member : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private readonly ConcurrentDictionary<int, bool> _partitions = [];
        private readonly ConcurrentBag<long> _numbers = [];
        private readonly Task _work;

        private Member(IBrokerConsumer consumer) => _work = Task.Run(() => RunAsync(consumer), Token);

        public IEnumerable<int> Partitions => _partitions.Keys;

        public IEnumerable<long> Numbers => _numbers;

        // A group has its first topic in its name, so that each test has groups of its own.
        public static async Task<Member> JoinAsync(IBroker broker, string topic, string group = "group", string? firstTopic = null) =>
            new(await broker.SubscribeAsync($"{group}-{firstTopic ?? topic}", [topic], Token));

        public async Task HasAsync(int count)
        {
            using var patience = new CancellationTokenSource(BrokerExtensions.Patience);
            while (_partitions.Count != count)
            {
                if (_work.IsFaulted)
                    await _work;
                patience.IsCancellationRequested.ShouldBeFalse($"It has {string.Join(", ", _partitions.Keys)}, and not {count} partitions.");
                await Task.Delay(20, Token);
            }
        }

        public async Task ReadsAsync(int from, int count)
        {
            using var patience = new CancellationTokenSource(BrokerExtensions.Patience);
            var all = Enumerable.Range(from, count).Select(number => (long)number).ToList();
            while (!patience.IsCancellationRequested && !_work.IsFaulted && !_numbers.Distinct().Order().SequenceEqual(all))
                await Task.Delay(20, Token);
            _numbers.Distinct().Order().ShouldBe(all);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _work;
            _stop.Dispose();
        }

        private async Task RunAsync(IBrokerConsumer consumer)
        {
            await using var _ = consumer;
            using var batch = new MessageBatch();
            for (; !_stop.IsCancellationRequested; batch.Clear())
            {
                // Briefly, so that no cancellation is needed to end it.
                var change = await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(50), Token);
                foreach (var partition in change?.Revoked ?? [])
                    _partitions.TryRemove(partition.Partition, out bool _).ShouldBeTrue();
                foreach (var partition in change?.Assigned ?? [])
                {
                    consumer.Seek(partition, (await consumer.OffsetsAsync(partition, Token)).Begin);
                    _partitions.TryAdd(partition.Partition, true).ShouldBeTrue();
                }

                for (var index = 0; index < batch.Count; index++)
                {
                    _numbers.Add(Received.Of(batch[index]).Number);
                    await consumer.CommitAsync(batch[index].Partition, batch[index].Offset + 1, Token);
                }
            }
        }
    }
}
